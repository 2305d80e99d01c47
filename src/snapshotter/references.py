"""Character references that stand for no character."""

from __future__ import annotations

import re

_HEXADECIMAL = rb"[xX]0*[dD][89a-fA-F][0-9a-fA-F]{2}"
_DECIMAL = rb"0*(?:5529[6-9]|55[3-9]\d\d|56\d{3}|57[0-2]\d\d|573[0-3]\d|5734[0-3])"
_SURROGATE = re.compile(rb"&#(?:%b|%b);" % (_HEXADECIMAL, _DECIMAL))
"""Of U+D800 to U+DFFF."""
_NO_CHARACTER = b"&#xFFFD;"


def without_surrogates(markup: bytes) -> bytes:
    """The same XML with U+FFFD where it refers to half of a surrogate pair (XML 1.0, section 4.1).

    A parser that forgives takes such a reference, and then holds text that is no UTF-8.
    """
    return _SURROGATE.sub(_NO_CHARACTER, markup) if b"&#" in markup else markup
