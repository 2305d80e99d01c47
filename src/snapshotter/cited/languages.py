"""Tags of languages in the one form of BCP 47 (RFC 5646), whoever wrote them."""

from __future__ import annotations

from snapshotter.patterns import Pattern

_TAG = Pattern(
    r"(?P<language>[a-z]{2,3})(?P<extended>(?:-[a-z]{3}){0,3})(?:-(?P<script>[a-z]{4}))?"
    r"(?:-(?P<region>[a-z]{2}|\d{3}))?(?P<rest>(?:-(?:[a-z0-9]{5,8}|\d[a-z0-9]{3}))*"
    r"(?:-[a-wyz0-9](?:-[a-z0-9]{2,8})+)*(?:-x(?:-[a-z0-9]{1,8})+)?)"
)
_RENAMED = {"iw": "he", "in": "id", "ji": "yi", "jw": "jv", "mo": "ro", "sh": "sr"}
"""Withdrawn subtags (IANA Language Subtag Registry)."""
_NONE = frozenset(("und", "zxx", "mul", "mis"))
_NAMES = {
    "english": "en", "german": "de", "deutsch": "de", "french": "fr", "français": "fr", "spanish": "es",
    "español": "es", "italian": "it", "italiano": "it", "portuguese": "pt", "português": "pt",
    "dutch": "nl", "nederlands": "nl", "polish": "pl", "polski": "pl", "russian": "ru", "русский": "ru",
    "ukrainian": "uk", "chinese": "zh", "中文": "zh", "japanese": "ja", "日本語": "ja", "korean": "ko",
    "한국어": "ko", "arabic": "ar", "العربية": "ar", "turkish": "tr", "türkçe": "tr", "swedish": "sv",
    "svenska": "sv", "danish": "da", "dansk": "da", "norwegian": "no", "finnish": "fi", "suomi": "fi",
    "czech": "cs", "čeština": "cs", "greek": "el", "hebrew": "he", "hindi": "hi", "hungarian": "hu",
    "eng": "en", "deu": "de", "ger": "de", "fra": "fr", "fre": "fr", "spa": "es", "ita": "it", "por": "pt",
    "nld": "nl", "dut": "nl", "rus": "ru", "zho": "zh", "chi": "zh", "jpn": "ja",
}  # fmt: skip
"""Names that programs put where a tag should stand, and three letters where the registry has two."""


def tag(written: str) -> str | None:
    """``en_us`` as ``en-US``; None for what names no language, and where several are named."""
    text = written.strip().strip("\"'").partition(".")[0].replace("_", "-").lower()
    if text in _NAMES:
        return _NAMES[text]
    found = _TAG.fullmatch(text[:100])
    if found is None or found["language"] in _NONE:
        return None
    language = found["language"]
    parts = [_RENAMED.get(language) or _NAMES.get(language) or language]
    parts += filter(None, (found["extended"] or "").split("-"))
    parts += [(found["script"] or "").title(), (found["region"] or "").upper(), (found["rest"] or "")[1:]]
    return "-".join(filter(None, parts))
