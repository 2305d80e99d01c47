"""Addresses in CSS: ``@import``, ``url()``, ``src()``, ``image-set()``, ``@font-face``.

Source: CSS Syntax Level 3, section 4 (comments, strings, escapes, ``url()`` tokens and bad ones); CSS
Cascading Level 5, section 2 (``@import``); CSS Images Level 4, section 2.4 (``image-set()``); CSS Fonts
Level 4, section 4.3 (``src``).  The text is walked from one sign that may begin a token to the next, so
that what stands in comments and strings is not taken for code.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Sequence

from snapshotter.capture.gaps.reference import MAX_MENTIONS, Mention, Use
from snapshotter.digests import Digest

_MAX_CHARS = 8 << 20
_TOKENS = r"""/\*|"|'|\\|@(?=[ifnIFN])|\((?<=[uUsS][rR][lLcC]\()|\((?<=-[sS][eE][tT]\()"""
"""What may begin one of ours.  Every branch begins with a letter of its own: so the search is quick."""
_START = re.compile(_TOKENS)
_START_IN_BLOCK = re.compile(_TOKENS + "|{|}")
_START_IN_FUNCTION = re.compile(r"""/\*|"|'|\\|\(|\)""")
_STRING = {
    '"': re.compile(r'"([^"\\\n\r\f]*(?:\\(?:\r\n|[\s\S])[^"\\\n\r\f]*)*)"?'),
    "'": re.compile(r"'([^'\\\n\r\f]*(?:\\(?:\r\n|[\s\S])[^'\\\n\r\f]*)*)'?"),
}
_UNQUOTED = re.compile(
    r"""[ \t\r\n\f]*+((?:[^"'()\\\s]++|\\[0-9a-fA-F]{1,6}[ \t\r\n\f]?|\\[^\n\r\f0-9a-fA-F])*+)"""
    r"""[ \t\r\n\f]*+(?:\)|\Z)"""
)
_BAD_URL = re.compile(r"[^)\\]*(?:\\[\s\S][^)\\]*)*\)?")
_ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})(?:\r\n|[ \t\r\n\f])?|(\r\n|[\n\r\f])|([\s\S]))")
_AT = re.compile(r"@(import|font-face|namespace)(?![-\w\\])", re.IGNORECASE)
_SPACE = re.compile(r"(?:[ \t\r\n\f]+|/\*[^*]*\*+(?:[^/*][^*]*\*+)*/)*+")
_URL_FUNCTION = re.compile(r"(?:url|src)\(", re.IGNORECASE)
_WORD = re.compile(r"[-\w]*+[ \t\r\n\f]*+")
_LONGEST_NAME = 64
_REST_OF_NAME = re.compile(r"(?:\\[0-9a-fA-F]{1,6}(?:\r\n|[ \t\r\n\f])?|\\[^\n\r\f0-9a-fA-F]|[-\w])++")
_NAME_BEFORE = re.compile(r"(?:[-\w]|\\[0-9a-fA-F]{1,6}[ \t\r\n\f]?|\\[^\n\r\f0-9a-fA-F])*\Z")
_IN_NAME = re.compile(r"[-\w\\]")
_IMAGE_SET = re.compile(r"(?:^|[^-\w\\])(?:-webkit-)?image-set\Z", re.IGNORECASE)
_NOT_LOADED = re.compile(r"(?:behavior|-moz-binding)[ \t\r\n\f]*:[ \t\r\n\f]*\Z", re.IGNORECASE)
"""Properties of browsers that are gone; the name's start is not looked at."""
_OLD_FONT = re.compile(r"\.(?:eot|svg)(?:[?#]|\Z)", re.IGNORECASE)


def mentions_in_css(text: str) -> list[Mention]:
    """Every sub-resource that a style sheet (or a ``style`` attribute) names."""
    return _Scan(text[:_MAX_CHARS]).run()


class SheetCache:
    """What sheets mention, by the digest of their payload: sites use one sheet on many pages."""

    def __init__(self, sheets: int = 256) -> None:
        self._sheets = sheets
        self._known: OrderedDict[Digest, Sequence[Mention]] = OrderedDict()

    def mentions(self, digest: Digest, text: Callable[[], str | None]) -> Sequence[Mention]:
        """Those of the sheet; ``text`` is called when it has not been seen before."""
        if digest in self._known:
            self._known.move_to_end(digest)
            return self._known[digest]
        found = mentions_in_css(text() or "")
        self._known[digest] = found
        if len(self._known) > self._sheets:
            self._known.popitem(last=False)
        return found


class _Scan:
    """One walk through a sheet."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._found: list[Mention] = []
        self._faces = 0
        self._face: list[str] | None = None
        """The addresses of the ``@font-face`` we are in."""
        self._escaped_at = -1
        """Where the last name with an escape in it ends."""

    def run(self) -> list[Mention]:
        at = 0
        while len(self._found) < MAX_MENTIONS and (start := _START.search(self._text, at)):
            at = self._token(start.group(), start.start())
        return self._found

    def _token(self, sign: str, at: int) -> int:
        """Take the token that begins with ``sign``; returns where the next one may begin."""
        text = self._text
        if sign == "/*":
            end = text.find("*/", at + 2)
            return end + 2 if end >= 0 else len(text)
        if sign in _STRING:
            return self._string(at)[1]
        if sign == "\\":
            end = self._skip(_REST_OF_NAME, at)
            self._escaped_at = end
            return self._function(end) if text[end : end + 1] == "(" else max(end, at + 1)
        if sign == "@":
            return self._at_rule(at)
        return self._function(at)

    def _string(self, at: int) -> tuple[str, int]:
        match = _STRING[self._text[at]].match(self._text, at)
        assert match is not None  # its quote is there
        return _unescaped(match[1]), match.end()

    def _at_rule(self, at: int) -> int:
        match = _AT.match(self._text, at)
        if match is None:
            return at + 1
        name, after = match[1].lower(), match.end()
        if name == "font-face":
            return self._font_face(after)
        after = self._skip(_SPACE, after)
        if name == "namespace" and not _URL_FUNCTION.match(self._text, after):
            after = self._skip(_SPACE, self._skip(_WORD, after))
        address, end = self._address(after)
        if address and name == "import":
            self._found.append(Mention(address, "style", Use.SHEET))
        return end

    def _address(self, at: int) -> tuple[str, int]:
        """The string or ``url()`` that stands here; an empty one when there is neither."""
        if self._text[at : at + 1] in _STRING:
            return self._string(at)
        function = _URL_FUNCTION.match(self._text, at)
        return self._inside_url(function.end()) if function else ("", at)

    def _function(self, at: int) -> int:
        name = self._name_before(at)
        if name in ("url", "src"):
            address, end = self._inside_url(at + 1)
            if name == "url" or self._text[at + 1 : end].lstrip()[:1] in _STRING:
                self._add(address, at)
            return end
        if name in ("image-set", "-webkit-image-set"):
            return self._image_set(at + 1)
        return at + 1

    def _name_before(self, at: int) -> str:
        """The name of the function whose bracket is here, as far as it is one of ours."""
        text = self._text
        if self._escaped_at == at:
            match = _NAME_BEFORE.search(text[max(at - _LONGEST_NAME, 0) : at])
            return _unescaped(match.group()).lower() if match else ""
        name = text[max(at - 3, 0) : at].lower()
        if name in ("url", "src"):
            return "" if at > 3 and _IN_NAME.match(text[at - 4]) else name
        if name == "set":
            match = _IMAGE_SET.search(text[max(at - 18, 0) : at])
            return "image-set" if match else ""
        return ""

    def _inside_url(self, at: int) -> tuple[str, int]:
        """What stands in ``url(``, and where the text goes on behind it."""
        inner = self._skip(_SPACE_ONLY, at)
        if self._text[inner : inner + 1] in _STRING:
            address, end = self._string(inner)
            return address, self._skip(_BAD_URL, end)
        match = _UNQUOTED.match(self._text, at)
        if match is None:
            return "", self._skip(_BAD_URL, at)
        return _unescaped(match[1]), match.end()

    def _image_set(self, at: int) -> int:
        """Strings and ``url()`` in it are images; the string in ``type()`` is none."""
        functions = ["image-set"]
        choice = f"set {at}"
        while functions and (start := _START_IN_FUNCTION.search(self._text, at)):
            sign, at = start.group(), start.start()
            if sign == ")":
                functions.pop()
                at += 1
            elif sign in _STRING:
                address, at = self._string(at)
                if len(functions) == 1:
                    self._add(address, at, choice)
            elif sign == "(":
                name = self._name_before(at)
                if name in ("url", "src"):
                    address, at = self._inside_url(at + 1)
                    self._add(address, at, choice)
                else:
                    functions.append(name)
                    at += 1
            else:
                at = self._token(sign, at)
        return at if not functions else len(self._text)

    def _font_face(self, at: int) -> int:
        """One ``@font-face``: its files stand for each other."""
        begun, depth = at, 0
        self._face = []
        while start := _START_IN_BLOCK.search(self._text, at):
            sign, at = start.group(), start.start()
            if sign == "{":
                depth += 1
                at += 1
            elif sign == "}":
                depth -= 1
                at += 1
                if depth <= 0:
                    break
            else:
                at = at + 1 if sign == "@" else self._token(sign, at)
        else:
            at = len(self._text)
        self._close_face(partial="unicode-range" in self._text[begun:at].lower())
        return at

    def _close_face(self, *, partial: bool) -> None:
        """``partial``: a face for some characters, which the browser has not met when it left it out."""
        self._faces += 1
        for address in self._face or ():
            alternate = partial or _OLD_FONT.search(address) is not None
            use = Use.ALTERNATE if alternate else Use.FONT
            self._found.append(Mention(address, "font", use, choice=f"face {self._faces}", cors="anonymous"))
        self._face = None

    def _add(self, address: str, at: int, choice: str = "") -> None:
        if not address:
            return
        if self._face is not None:
            self._face.append(address)
        elif not _NOT_LOADED.search(self._text[max(at - 40, 0) : at - 3]):
            self._found.append(Mention(address, "image", Use.SEEN, choice=choice))

    def _skip(self, what: re.Pattern[str], at: int) -> int:
        match = what.match(self._text, at)
        return match.end() if match else at


_SPACE_ONLY = re.compile(r"[ \t\r\n\f]*+")


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(_escape, text) if "\\" in text else text


def _escape(match: re.Match[str]) -> str:
    digits, newline, char = match.groups()
    if digits is None:
        return "" if newline is not None else char
    code = int(digits, 16)
    return chr(code) if 0 < code <= 0x10FFFF and not 0xD800 <= code < 0xE000 else "\ufffd"
