"""Verbs that say that words are somebody's, in the languages that posts are written in."""

from __future__ import annotations

from snapshotter.patterns import Pattern

SAID = (
    r"(?:said|says|say|saying|told|tells|asked|asks|added|adds|wrote|writes|write|writing|written"
    r"|explained|explains|noted|notes"
    r"|argued|argues|replied|warned|warns|insisted|insists|concluded|concludes|recalled|recalls|declared"
    r"|announced|quipped"
    r"|tweeted|stated|states|claimed|claims|observed|observes|reported|reports|remarked|continued"
    r"|continues|admitted|read|reads"
    r"|quoted|quoting|quotes|quote|citing|cites|cited|put\sit|puts\sit|exclaimed|joked|testified|promised"
    r"|maintains|recounts|reckons"
    r"|sagte|sagt|schreibt|schrieb|erklärte|erklärt|meint|meinte|betonte|betont|heißt\ses|zitiert|fragte"
    r"|fragt|warnte|ergänzte|so"
    r"|dit|a\sdit|disait|écrit|écrivait|explique|expliquait|affirme|déclare|a\sdéclaré|ajoute|note|précise"
    r"|raconte|estime|conclut"
    r"|dijo|dice|escribe|escribió|afirma|afirmó|explica|explicó|declaró|señaló|añadió|añade"
    r"|ha\sdetto|disse|scrive|ha\sscritto|spiega|ha\sspiegato|afferma|ha\sdichiarato"
    r"|diz|escreve|escreveu|afirmou|explicou|zegt|zei|schrijft|schreef|aldus|säger|sade|skriver|skrev"
    r"|siger|sier|sagde|sanoo|sanoi"
    r"|powiedział|powiedziała|pisze|napisał|řekl|uvedl|píše|сказал|сказала|пишет|написал|заявил|заявила"
    r"|говорит|отметил|dedi|diyor"
    r"|είπε|δήλωσε|λέει|γράφει|قال|قالت|وقال|وقالت|أضاف|وأضاف|صرح|אמר|אמרה|כתב|טען)"
)
_NAME = r"[A-ZÀ-ÖØ-ÞŁŚŻČŠŽĐА-Я][\w.’'-]{0,30}"
_WHO = rf"(?:(?:the|its|his|her|their|mr\.?|ms\.?|mrs\.?|dr\.?)\s)?(?:{_NAME}|[a-z]{{2,20}})"

SAYS_NEXT = Pattern(
    rf"[,\s]*(?:{_NAME}\s(?:{_NAME}\s)?(?:{_NAME}\s)?|(?:he|she|it|they|we|I)\s)"
    rf"(?:also\s|once\s|has\s|had\s|later\s|then\s)?{SAID}\b"
)
"""Behind a closing mark: somebody said what stood before it."""
SAYS_NEXT_WIDE = Pattern(
    r"\s*(?:[とって，,、]|など|라고|이라고|他说|她说|[^\s。！？，,「」“”]{1,8}(?:说|說|表示|指出|写道|寫道|称|稱|认为|強調|强调|と述べ))"
)
SAYS_AFTER = Pattern(
    rf"[,.!?]?\s*(?:[-–—]\s?)?(?:{_WHO}\s){{0,4}}{SAID}\b|[,.]?\s*(?:according\sto|as\s{_WHO}|laut"
    rf"|so\s{_NAME}|selon|según|secondo)\b"
    r"|\s*(?:と|라고|이라고|他说|她说)",
)
CALLED = Pattern(
    r"\b(?:call|calls|called|calling|label+ed|branded|dubbed|deemed|describe[sd]?|describing|dismissed"
    r"|denounced|hailed|nennt|nannte|bezeichnete"
    r"|qualifie|qualifiait|qualifié|llamó|llama|calificó|califica|definisce|ha\sdefinito|noemt|noemde"
    r"|kallar|kallade|назвал[аи]?|называет)\s"
    r"(?:это|das|den|die|der|dies|ihn|sie|es|lo|la|los|il|le|cette?|ce|ces|una?|het|dit|den|det|его|её|их"
    r"|it|him|her|them|this|that|these|those|us|me|the|his|its|their|as|an?|what)\b[^.;:!?“”\"«»]{0,48}$"
)
"""Before an opening mark: somebody gave something this name."""
SAYS_BEFORE = Pattern(
    rf"\b{SAID}(?:\s[\w’'.-]{{1,24}}){{0,6}}\s?[,:;—–-]?\s?(?:that\s|dass\s|que\s|che\s|как\s|что\s)?$"
    rf"|{CALLED.pattern}"
    r"|\b(?:according\sto|in\sthe\swords\sof|as)\s[^.;!?“”\"«»]{1,60}[,:]\s?$|\b(?:words|phrase"
    r"|quote)(?:\sof\s[\w\s.’'-]{1,30})?[:,]?\s?$"
    r"|[:：]\s?$|(?:说|說|表示|写道|称|曰)[，,：:]?\s?$",
)
"""Before an opening mark."""
SAYS_JUST_BEFORE = Pattern(
    rf"\b{SAID}(?:\s(?:that|it|he|she|they|we|was|were|is|are|this|the|an?|its|his|her|of|to|be|had|been"
    rf"|would|as|not|den|das|die|der|es"
    r"|que|como|le|la|il|un|una|de)){0,4}\s?[,:;—–-]?\s?$"
)
"""The same, so close that a single word in marks is what was said."""
