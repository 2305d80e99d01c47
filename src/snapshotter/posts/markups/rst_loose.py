"""reStructuredText read without its grammar: for texts that are too long, or that break the parser.

Paragraph by paragraph, so that the time is in proportion to the length; the links, the pictures, the
titles and the blocks of code of an ordinary post are found.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator

from snapshotter.posts.markups import writing

_BLANK = re.compile(r"\n(?:[ \t]*\n)+")
_TARGET = re.compile(r"^[ \t]*\.\. _(?:`([^`\n]{1,300})`|([^:`\n]{1,300})):[ \t]*(\S*)[ \t]*$", re.MULTILINE)
_ANONYMOUS = re.compile(r"^[ \t]*(?:\.\. __:|__)[ \t]+(\S+)[ \t]*$", re.MULTILINE)
_IMAGE = re.compile(r"^[ \t]*\.\.(?: \|[^|\n]{1,100}\|)? (?:image|figure)::[ \t]*(\S+)[ \t]*$", re.MULTILINE)
_TITLE = re.compile(r"(?:([=\-`:'\"~^_*+#<>.])\1{2,}\n)?([^\n]{1,300})\n([=\-`:'\"~^_*+#<>.])\3{2,}\Z")
_INLINE = re.compile(
    r"``(?P<code>[^`]{1,2000})``"
    r"|(?::[a-zA-Z][\w.+-]{0,40}:)?`(?P<words>[^`<>]{0,1000})<(?P<href>[^`<>]{1,4000})>`_{0,2}"
    r"|(?::[a-zA-Z][\w.+-]{0,40}:)?`(?P<name>[^`<>]{1,300})`(?P<end>_{0,2})(?![\w])"
    r"|(?<![\w`])(?P<word>[A-Za-z0-9](?:[\w.+-]{0,98}[A-Za-z0-9])?)(?P<tail>__?)(?![\w`])"
)
_COMMENT = re.compile(r"[ \t]*\.\.(?:[ \t]+[^\n:|]*)?(?:\n[ \t]+[^\n]*)*\Z")
_MAX_HOPS = 8


def to_html(text: str) -> str:
    """The text as HTML, in one pass over its paragraphs."""
    text = text.expandtabs(8) if "\t" in text else text
    names = _names(text)
    anonymous = deque(found[1] for found in _ANONYMOUS.finditer(text))
    return "\n".join(_blocks(text, names, anonymous))


def _names(text: str) -> dict[str, str]:
    names = {}
    for found in _TARGET.finditer(text):
        names[_plain(found[1] or found[2])] = found[3]
    return names


def _blocks(text: str, names: dict[str, str], anonymous: deque[str]) -> Iterator[str]:
    code_from: int | None = None
    for block in _BLANK.split(text):
        indent = len(block) - len(block.lstrip(" "))
        if code_from is not None and indent > code_from:
            yield writing.code(block)
            continue
        code_from = _begins_code(block, indent)
        if block.strip():
            yield from _block(block, names, anonymous)


def _begins_code(block: str, indent: int) -> int | None:
    last = block.rstrip()
    is_directive = last.lstrip().startswith(".. ")
    code = re.search(r"\.\. (?:code|code-block|sourcecode)::[^\n]*(?:\n[ \t]+:[^\n]*)*\Z", last)
    return indent if code or (last.endswith("::") and not is_directive) else None


def _block(block: str, names: dict[str, str], anonymous: deque[str]) -> Iterator[str]:
    title = _TITLE.match(block.strip())
    if title:
        yield f"<h2>{_inline(title[2].strip(), names, anonymous)}</h2>"
        return
    for image in _IMAGE.finditer(block):
        yield writing.image(image[1])
    shown = _ANONYMOUS.sub("", _TARGET.sub("", _IMAGE.sub("", block)))
    if shown.strip() and not _COMMENT.match(shown):
        yield f"<p>{_inline(shown, names, anonymous)}</p>"


def _inline(text: str, names: dict[str, str], anonymous: deque[str]) -> str:
    written, at = [], 0
    for found in _INLINE.finditer(text):
        written.append(writing.text(text[at : found.start()]))
        written.append(_linked(found, names, anonymous))
        at = found.end()
    written.append(writing.text(text[at:]))
    return "".join(written)


def _linked(found: re.Match[str], names: dict[str, str], anonymous: deque[str]) -> str:
    if found["code"] is not None:
        return f"<code>{writing.text(found['code'])}</code>"
    if found["href"] is not None:
        href = _address("".join(found["href"].split()), names)
        return writing.link(href, writing.text(found["words"].strip() or href))
    words = found["name"] or found["word"]
    if found["end"] == "":
        return writing.text(words)
    if (found["end"] or found["tail"]) == "__":
        return writing.link(anonymous.popleft(), writing.text(words)) if anonymous else writing.text(found[0])
    href = _address(f"{words}_", names)
    return writing.text(found[0]) if href == f"{words}_" else writing.link(href, writing.text(words))


def _address(href: str, names: dict[str, str]) -> str:
    """The end of a chain of names; what is no name stands for itself."""
    for _ in range(_MAX_HOPS):
        if not href.endswith("_") or not names.get(_plain(href[:-1])):
            break
        href = names[_plain(href[:-1])]
    return href


def _plain(name: str) -> str:
    return " ".join(name.replace("\\", "").strip("`").lower().split())
