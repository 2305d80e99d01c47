"""LaTeX as it stands in the fields of bibliographies, made plain."""

from __future__ import annotations

import re
import unicodedata

_ACCENTS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", '"': "\u0308", "=": "\u0304", ".": "\u0307",
    "u": "\u0306", "v": "\u030c", "H": "\u030b", "c": "\u0327", "k": "\u0328", "r": "\u030a", "d": "\u0323",
    "b": "\u0331", "t": "\u0361",
}  # fmt: skip
_NAMED = {
    "ss": "ß", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "o": "ø", "O": "Ø", "aa": "å", "AA": "Å", "l": "ł",
    "L": "Ł", "i": "ı", "j": "ȷ", "dh": "ð", "DH": "Ð", "th": "þ", "TH": "Þ", "dj": "đ", "DJ": "Đ", "ng": "ŋ",
    "NG": "Ŋ", "textasciitilde": "~", "textasciicircum": "^", "textbackslash": "\\", "textunderscore": "_",
    "textbar": "|", "textendash": "–", "textemdash": "—", "textquoteright": "’", "textquoteleft": "‘",
    "textquotedblleft": "“", "textquotedblright": "”", "textquotesingle": "'", "textquotedbl": '"',
    "textellipsis": "…", "ldots": "…", "dots": "…", "textregistered": "®", "texttrademark": "™",
    "textcopyright": "©", "copyright": "©", "textdegree": "°", "degree": "°", "texteuro": "€", "euro": "€",
    "pounds": "£", "S": "§", "P": "¶", "textless": "<", "textgreater": ">", "guillemotleft": "«",
    "guillemotright": "»", "quotedblbase": "„", "quotesinglbase": "‚", "sim": "~", "alpha": "α", "beta": "β",
    "gamma": "γ", "delta": "δ", "epsilon": "ε", "lambda": "λ", "mu": "μ", "pi": "π", "sigma": "σ",
    "omega": "ω", "times": "×", "pm": "±", "cdot": "·", "rightarrow": "→", "to": "→", "leq": "≤", "geq": "≥",
    "infty": "∞", "newline": " ", "TeX": "TeX", "LaTeX": "LaTeX", "BibTeX": "BibTeX", "slash": "/",
    "space": " ", "quad": " ", "qquad": " ", "par": "\n", "textnumero": "№", "percent": "%",
}  # fmt: skip
_ONE_SIGN = {
    ",": "\u2009",
    ";": " ",
    ":": " ",
    "!": "",
    "/": "",
    "-": "",
    "\\": " ",
    " ": " ",
    "\n": " ",
    "@": "",
}
_TOKEN = re.compile(
    r"\\(?P<command>[A-Za-z]+)[ \t]*\n?[ \t]*"
    r"|\\(?P<sign>.)"
    r"|(?P<brace>[{}])"
    r"|(?P<math>\$)"
    r"|(?P<tie>~)"
    r"|(?P<dash>-{2,3})"
    r"|(?P<quote>``|'')",
    re.DOTALL,
)
_LETTER = re.compile(r"\s*(?:\{\s*)?(?:\\(?P<dotless>[ij])(?![A-Za-z])\s*|(?P<letter>[^\W\d_]))")
_CLOSING = re.compile(r"\s*\}")
_LINK = re.compile(r"\\(?:href|url|path|nolinkurl|burl)\s*\{")
_LINK_CHARS = 8000
_BRACES = re.compile(r"\\.|[{}]", re.DOTALL)
_DASHES = {"--": "–", "---": "—", "``": "“", "''": "”"}
_ESCAPES = re.compile(
    r"\\([_&%#~${}^])(?:\{\})?|\\(?=[/-])|\$\\sim\$|\\(text[a-z]+)(?:\{\}|(?![A-Za-z])\s?)|[{}]"
)


def plain(text: str) -> str:
    """``text`` as a reader of the printed page sees it, on one line.

    ``\\url{x}`` becomes x, ``\\href{x}{words}`` the words and x behind them.
    """
    parts: list[str] = []
    at = 0
    for start in _LINK.finditer(text):
        if start.start() < at:
            continue
        inner = group(text, start.end() - 1, _LINK_CHARS)
        if inner is None:
            break
        parts.append(_prose(text[at : start.start()]))
        at = start.end() + len(inner) + 1
        words = group(text, at, _LINK_CHARS) if start[0].startswith("\\href") else None
        if words is None:
            parts.append(address(inner))
        else:
            parts.append(f"{_prose(words)} <{address(inner)}>")
            at += len(words) + 2
    parts.append(_prose(text[at:]))
    return " ".join("".join(parts).split())


def address(text: str) -> str:
    """The address that a field holds: escapes undone, everything else as written."""
    return _ESCAPES.sub(
        lambda found: found[1] or _NAMED.get(found[2] or "", _plain_sim(found[0])), text
    ).strip()


def links(text: str) -> list[str]:
    """The addresses of ``\\url{}`` and ``\\href{}{}`` in ``text``, in order."""
    found = []
    for start in _LINK.finditer(text):
        inner = group(text, start.end() - 1, _LINK_CHARS)
        if inner is None:
            break
        found.append(address(inner))
    return found


def group(text: str, at: int, limit: int) -> str | None:
    """What stands in the braces that open at ``at``; None when they do not within ``limit`` characters."""
    depth = 0
    for found in _BRACES.finditer(text, at, at + limit):
        if found[0] == "{":
            depth += 1
        elif found[0] == "}":
            depth -= 1
        if depth == 0:
            return text[at + 1 : found.start()] if found[0] == "}" else None
        if found.start() == at and found[0] != "{":
            return None
    return None


def _plain_sim(written: str) -> str:
    return "~" if "sim" in written else ""


def _prose(text: str) -> str:
    parts: list[str] = []
    at = 0
    while found := _TOKEN.search(text, at):
        parts.append(text[at : found.start()])
        said, at = _meaning(found, text)
        parts.append(said)
    parts.append(text[at:])
    return unicodedata.normalize("NFC", "".join(parts))


def _meaning(found: re.Match[str], text: str) -> tuple[str, int]:
    """What a token says, and where reading goes on."""
    end, command, sign = found.end(), found["command"], found["sign"]
    if command in _NAMED:
        return _NAMED[command], end + 2 * text.startswith("{}", end)
    if command in _ACCENTS:
        return _accented(command, text, found.start() + 1 + len(command))
    if command:
        return "", end
    if sign:
        return _accented(sign, text, end) if sign in _ACCENTS else (_ONE_SIGN.get(sign, sign), end)
    return ("\u00a0" if found["tie"] else _DASHES.get(found[0], "")), end


def _accented(accent: str, text: str, at: int) -> tuple[str, int]:
    found = _LETTER.match(text, at)
    if found is None:
        alone = text.startswith("{}", at)
        return (accent if alone and accent in "~^" else ""), at + 2 * alone
    end = found.end()
    closing = _CLOSING.match(text, end) if "{" in found[0] else None
    letter = found["letter"] or found["dotless"]
    return letter + _ACCENTS[accent], closing.end() if closing else end
