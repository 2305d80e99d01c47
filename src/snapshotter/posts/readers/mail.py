"""Messages (RFC 5322, MIME) and mailboxes (RFC 4155), by the standard library's parser."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from email.errors import MessageError
from email.message import Message
from io import BytesIO
from typing import BinaryIO

from snapshotter.errors import PostError
from snapshotter.model.post import PostSource, SourceFailed
from snapshotter.pagemeta.encoding import decode
from snapshotter.pagemeta.tree import bounded
from snapshotter.patterns import Pattern
from snapshotter.posts.intake.fields import published
from snapshotter.posts.markups import plain_mail, writing
from snapshotter.posts.page.metadata import public_address
from snapshotter.posts.parts import Facts, Part, Prose

MAX_MESSAGE_BYTES = 64 * 1024 * 1024
_ENVELOPE = re.compile(rb"From \S.*\d{4}\b")
_QUOTED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)
_MAX_HEADER_CHARS = 2000
_KNOWN_TEXT = """
    from to subject date message-id received return-path sender reply-to mime-version content-type
    content-transfer-encoding list-id delivered-to x-mailer
"""
_KNOWN = frozenset(_KNOWN_TEXT.split())
"""A text with none of these headers is no message, whatever stands before its first colon."""
_SIGNED = Pattern(r"\b(?:gmail_signature|moz-signature|protonmail_signature_block)\b|id=[\"']?Signature\b")
_SIGNATURES = ".gmail_signature, .moz-signature, .protonmail_signature_block, #Signature"
_MAX_SIGNATURES = 100
_MAX_DEPTH = 16
_MEDIA_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+")
_ADDRESS = re.compile(r"<([^<>\s]+)>")
_ANY_TARGET = re.compile(r"\b(?:href|src)\s*=", re.IGNORECASE)
_TAG_OR_SPACE = re.compile(r"<(?:style|title)\b[^<]*|<[^<>]*>|&(?:nbsp|zwnj|shy|#\d+);|\s+", re.IGNORECASE)
_BREAKDOWNS = (
    MessageError,
    LookupError,
    ValueError,
    OverflowError,
    TypeError,
    AttributeError,
    AssertionError,
    RecursionError,
)
"""What the parser of the standard library ends with on headers that no program should have written."""


def read(source: PostSource) -> Iterator[Part]:
    """The message of an ``.eml`` file; of a mailbox each message as it comes."""
    if source.format == "mbox" or (source.format != "email" and _ENVELOPE.match(source.data)):
        yield from _mailbox(source)
    else:
        yield _post(source, source.source, source.data, "email")


def _mailbox(source: PostSource) -> Iterator[Part]:
    with _opened(source) as file:
        for number, data in enumerate(_messages(file), 1):
            name = f"{source.source}#{number}"
            if len(data) > MAX_MESSAGE_BYTES:
                yield _too_large(name)
            elif not data.strip():
                yield SourceFailed(name, "post.empty", f"{name}: the message is empty")
            else:
                yield _post(replace(source, base_url=None), name, data, "mbox")


def _opened(source: PostSource) -> BinaryIO:
    if source.path is None:
        return BytesIO(source.data)
    try:
        return source.path.open("rb")
    except OSError as error:
        message = f"{source.source}: cannot be read: {error}"
        raise PostError(message, hint="Check its permissions.") from error


def _messages(file: Iterable[bytes]) -> Iterator[bytes]:
    """The messages between ``From `` lines; never more of one in memory than what is read of it."""
    lines: list[bytes] = []
    size, after_blank, begun = 0, True, False
    for line in file:
        if after_blank and line.startswith(b"From ") and _ENVELOPE.match(line):
            if begun or any(kept.strip() for kept in lines):
                yield _unquoted(lines)
            lines, size, begun = [], 0, True
        elif size <= MAX_MESSAGE_BYTES:
            lines.append(line)
            size += len(line)
        after_blank = line in (b"\n", b"\r\n")
    if lines:
        yield _unquoted(lines)


def _unquoted(lines: list[bytes]) -> bytes:
    """A message without the marks that keep its own ``From `` lines apart ("mboxrd")."""
    data = b"".join(lines)
    return _QUOTED_FROM.sub(rb"\1", data) if b">From " in data else data


def _too_large(name: str) -> SourceFailed:
    limit = f"{MAX_MESSAGE_BYTES // 1_048_576} MB"
    return SourceFailed(name, "post.too-large", f"{name}: the message is larger than {limit}")


def _post(source: PostSource, name: str, data: bytes, format: str) -> Prose:
    message = _parsed(data)
    if message is None or not _KNOWN.intersection(name.lower() for name in message):
        text = decode(data, None, markup=False)
        return Prose(name, format, plain_mail.to_html(text), "fragment", data, Facts(uri=source.base_url))
    return Prose(
        source=name,
        format=format,
        content="\n".join(_body(message, 0)),
        markup="fragment",
        data=data,
        facts=_facts(message, source),
    )


def _parsed(data: bytes) -> Message | None:
    from email import message_from_bytes, policy

    try:
        return message_from_bytes(data, policy=policy.default)
    except _BREAKDOWNS:
        return None


def _facts(message: Message, source: PostSource) -> Facts:
    archived = _ADDRESS.findall(_header(message, "Archived-At")) or [_header(message, "Archived-At").strip()]
    return Facts(
        uri=source.base_url or public_address(archived),
        title=_header(message, "Subject") or None,
        author=_author(_header(message, "From")),
        published=published(_header(message, "Date")),
    )


def _author(sender: str) -> str | None:
    from email.utils import parseaddr

    name, address = parseaddr(sender)
    return name or address or sender.strip() or None


def _header(message: Message, name: str) -> str:
    """A header as people read it, on one line; as it stands when it cannot be decoded."""
    raw = next((value for key, value in message.raw_items() if key.lower() == name.lower()), "")
    raw = str(raw)[:_MAX_HEADER_CHARS]
    try:
        value = str(message.policy.header_fetch_parse(name, raw))
    except _BREAKDOWNS:
        value = raw
    # Bytes that no encoding was named for come as lone surrogates.
    plain = value.encode("utf-8", "surrogateescape")
    return " ".join(decode(plain, None, markup=False).split())


def _body(message: Message, depth: int) -> Iterator[str]:
    """The parts of a message that people read, in order."""
    kind = _kind(message)
    if depth > _MAX_DEPTH:
        return
    if kind == "message/rfc822":
        yield from _enclosed(message, depth)
    elif _is_attached(message):
        return
    elif kind == "multipart/alternative" and message.is_multipart():
        yield from _best(message, depth)
    elif message.is_multipart():
        for part in _parts(message):
            yield from _body(part, depth + 1)
    elif kind.startswith("text/"):
        yield _text(message, kind)
    elif kind.startswith("multipart/"):  # without a boundary, it is one part
        yield _text(message, "text/plain")


def _enclosed(message: Message, depth: int) -> Iterator[str]:
    """A message in a message: somebody else's words, under their subject."""
    for inside in _parts(message):
        subject = _header(inside, "Subject")
        quoted = "\n".join(_body(inside, depth + 1))
        yield f"<h2>{writing.text(subject)}</h2><blockquote>{quoted}</blockquote>"


def _best(message: Message, depth: int) -> Iterator[str]:
    """Of alternatives the web page, unless there is nothing on it; else the first that says something."""
    versions = [(_is_page(part), "\n".join(_body(part, depth + 1))) for part in _parts(message)]
    pages = [content for is_page, content in versions if is_page and _says_something(content)]
    others = [content for _, content in versions if _says_something(content)]
    yield from (pages or others)[:1]


def _is_page(part: Message) -> bool:
    if part.is_multipart():
        return any(_kind(inside) == "text/html" for inside in part.walk())
    return _kind(part) == "text/html"


def _says_something(content: str) -> bool:
    return bool(_ANY_TARGET.search(content) or _TAG_OR_SPACE.sub("", content))


def _text(part: Message, kind: str) -> str:
    if kind in ("text/calendar", "text/vcard", "text/x-vcard", "text/rfc822-headers", "text/css"):
        return ""
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    charset = _parameter(part, "charset")
    if charset.lower() in ("us-ascii", "ascii"):  # where it is not, it says nothing
        charset = ""
    text = decode(data, f"{kind}; charset={charset}" if charset else None, markup=kind == "text/html")
    if kind == "text/html":
        return _with_footer(text) if _SIGNED.search(text) else text
    flowed = _parameter(part, "format").lower() == "flowed"
    return plain_mail.to_html(text, flowed=flowed, delsp=_parameter(part, "delsp").lower() == "yes")


def _with_footer(html: str) -> str:
    """The page of a message with its signature set off, as mail programs mark it."""
    from selectolax.lexbor import LexborHTMLParser

    page = LexborHTMLParser(bounded(html))
    for signature in page.css(_SIGNATURES)[:_MAX_SIGNATURES]:
        footer = LexborHTMLParser(f"<footer>{signature.html}</footer>").css_first("footer")
        if footer is not None and signature.parent is not None:
            signature.replace_with(footer)
    return page.html or html


def _parts(message: Message) -> list[Message]:
    payload = message.get_payload()
    return [part for part in payload if isinstance(part, Message)] if isinstance(payload, list) else []


def _kind(message: Message) -> str:
    try:
        kind = message.get_content_type()
    except _BREAKDOWNS:
        return "text/plain"
    return kind if _MEDIA_TYPE.fullmatch(kind) else "text/plain"


def _parameter(message: Message, name: str) -> str:
    try:
        value = message.get_param(name, "")
    except _BREAKDOWNS:
        return ""
    return str(value[2] if isinstance(value, tuple) else value or "")


def _is_attached(message: Message) -> bool:
    try:
        return message.get_content_disposition() == "attachment"
    except _BREAKDOWNS:
        return False
