"""Documents of block editors as HTML: Lexical and Mobiledoc (Ghost), NPF (Tumblr).

Only what a citation needs is kept: text, links, headings, quotations, and the addresses of cards.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from snapshotter.posts import markdown
from snapshotter.posts.streams.fragments import shows
from snapshotter.posts.streams.jsonsource import mapping, mappings, text

MAX_DEPTH = 100
_TAGS = {
    "paragraph": "p",
    "extended-text": "span",
    "quote": "blockquote",
    "extended-quote": "blockquote",
    "aside": "blockquote",
    "listitem": "li",
    "code": "pre",
}
_IMAGES = ("src", "backgroundImageSrc", "productImageSrc", "thumbnailSrc", "customThumbnailSrc")
_LINKS = ("url", "href", "buttonUrl", "productUrl", "productButtonUrl")
_LABELS = ("buttonText", "productTitle", "title", "productButton", "heading", "fileTitle")
_WRITTEN = (
    "caption",
    "calloutText",
    "content",
    "heading",
    "header",
    "subheader",
    "productDescription",
    "textValue",
)
_MEDIA = {"video": "video", "audio": "audio"}


def lexical_to_html(written: str) -> str:
    """A Lexical editor state; empty when it is none."""
    return "".join(_lexical(mapping(mapping(_loaded(written)).get("root")), 0))


def mobiledoc_to_html(written: str) -> str:
    """A Mobiledoc document, version 0.3; empty when it is none."""
    document = mapping(_loaded(written))
    sections = document.get("sections")
    return "".join(_section(section, document) for section in sections) if isinstance(sections, list) else ""


def npf_to_html(blocks: object) -> str:
    """The content blocks of a Tumblr post (Neue Post Format)."""
    return "".join(map(_npf, mappings(blocks)))


def _loaded(written: str) -> object:
    try:
        return json.loads(written) if written else None
    except (ValueError, RecursionError):
        return None


def _lexical(node: Mapping[str, Any], depth: int) -> Iterator[str]:
    kind = text(node, "type")
    if kind in ("text", "extended-text"):
        yield escape(str(node.get("text") or ""), quote=False)
    elif kind == "linebreak":
        yield "<br>"
    elif isinstance(node.get("children"), list):
        opened, ended = _lexical_tags(kind, node)
        yield opened
        if depth < MAX_DEPTH:
            for below in mappings(node.get("children")):
                yield from _lexical(below, depth + 1)
        yield ended
    else:
        yield card_to_html(kind, node)


def _lexical_tags(kind: str, node: Mapping[str, Any]) -> tuple[str, str]:
    if kind in ("link", "autolink", "at-link"):
        return f'<a href="{escape(text(node, "url"))}">', "</a>"
    given = text(node, "tag")
    if kind in ("heading", "extended-heading") and given in ("h1", "h2", "h3", "h4", "h5", "h6"):
        return f"<{given}>", f"</{given}>"
    tag = ("ol" if given == "ol" else "ul") if kind == "list" else _TAGS.get(kind, "")
    return (f"<{tag}>", f"</{tag}>") if tag else ("", "")


def card_to_html(kind: str, card: Mapping[str, Any]) -> str:
    """What a card of Ghost's editor shows: its HTML or Markdown, its media, links and captions."""
    if kind == "html":
        return text(card, "html")
    if kind in ("markdown", "card-markdown"):
        return markdown.to_html(text(card, "markdown"))
    if kind in ("code", "codeblock"):
        return f"<pre><code>{escape(text(card, 'code'), quote=False)}</code></pre>"
    embedded = text(card, "html") if kind == "embed" else ""
    return "".join((embedded, *_media(kind, card), *_links(kind, card, embedded), *_captions(card)))


def _media(kind: str, card: Mapping[str, Any]) -> Iterator[str]:
    tag = _MEDIA.get(kind)
    for image in (card, *mappings(card.get("images"))):
        for name in _IMAGES:
            source = escape(text(image, name))
            if source and tag and name == "src":
                yield f'<{tag} src="{source}"></{tag}>'
            elif source and kind == "file":
                yield f'<p><a href="{source}">{escape(text(card, *_LABELS), quote=False)}</a></p>'
            elif source:
                shown = f'<img src="{source}" alt="{escape(text(image, "alt"))}">'
                href = escape(text(image, "href"))
                yield f'<a href="{href}">{shown}</a>' if href else shown


def _links(kind: str, card: Mapping[str, Any], embedded: str) -> Iterator[str]:
    label = text(mapping(card.get("metadata")), "title") or text(card, *_LABELS)
    for name in _LINKS:
        href = text(card, name)
        if not href or shows(embedded, href) or (name == "href" and text(card, "src")):
            continue
        if kind == "embed":
            yield f'<iframe src="{escape(href)}"></iframe>'
        else:
            yield f'<p><a href="{escape(href)}">{escape(label or href, quote=False)}</a></p>'


def _captions(card: Mapping[str, Any]) -> Iterator[str]:
    for name in _WRITTEN:
        value = text(card, name)
        if value:
            yield f"<p>{value}</p>"


def _section(section: object, document: Mapping[str, Any]) -> str:
    """A markup section (1), an image (2), a list (3) or a card (10)."""
    if not isinstance(section, list) or len(section) < 2:
        return ""
    kind, rest = section[0], section[1:]
    if kind == 1 and len(rest) > 1 and isinstance(rest[0], str) and rest[0].isalnum():
        return f"<{rest[0]}>{_markers(rest[1], document)}</{rest[0]}>"
    if kind == 2:
        return f'<img src="{escape(str(rest[0]))}">'
    if kind == 3 and len(rest) > 1 and isinstance(rest[1], list):
        items = "".join(f"<li>{_markers(item, document)}</li>" for item in rest[1])
        return f"<ul>{items}</ul>"
    card = _at(document.get("cards"), rest[0]) if kind == 10 else None
    if isinstance(card, list) and len(card) > 1:
        return card_to_html(str(card[0]), mapping(card[1]))
    return ""


def _markers(markers: object, document: Mapping[str, Any]) -> str:
    """Runs of text: ``[type, opened markups, how many end behind it, text]``."""
    out = []
    open_tags: list[str] = []
    for marker in markers if isinstance(markers, list) else []:
        if not isinstance(marker, list) or len(marker) < 4 or not isinstance(marker[1], list):
            continue
        for number in marker[1]:
            tag, opened = _markup(_at(document.get("markups"), number))
            open_tags.append(tag)
            out.append(opened)
        out.append(escape(str(marker[3]), quote=False) if marker[0] == 0 else "")
        for _ in range(min(marker[2] if isinstance(marker[2], int) else 0, len(open_tags))):
            out.append(f"</{open_tags.pop()}>")
    return "".join((*out, *(f"</{tag}>" for tag in reversed(open_tags))))


def _markup(markup: object) -> tuple[str, str]:
    if not isinstance(markup, list) or not markup or not str(markup[0]).isalnum():
        return "span", "<span>"
    tag = str(markup[0])
    given = markup[1] if len(markup) > 1 and isinstance(markup[1], list) else []
    pairs = zip(given[::2], given[1::2], strict=False)
    attributes = "".join(f' {name}="{escape(str(value))}"' for name, value in pairs if str(name).isalpha())
    return tag, f"<{tag}{attributes}>"


def _at(items: object, number: object) -> object:
    known = isinstance(items, list) and isinstance(number, int) and 0 <= number < len(items)
    return items[number] if known and isinstance(items, list) and isinstance(number, int) else None


def _npf(block: Mapping[str, Any]) -> str:
    kind = text(block, "type")
    if kind == "text":
        return _npf_text(block)
    href = escape(text(block, "url"))
    if kind == "link":
        label = text(block, "title", "display_url", "url")
        description = escape(text(block, "description"), quote=False)
        return f'<p><a href="{href}">{escape(label, quote=False)}</a> {description}</p>'
    media = [mapping(block.get("media")), *mappings(block.get("media"))]
    sources = [escape(text(each, "url")) for each in media if text(each, "url")][:1]
    origin = escape(text(mapping(block.get("attribution")), "url"))
    shown = {
        "image": "".join(f'<img src="{each}" alt="{escape(text(block, "alt_text"))}">' for each in sources),
        "video": f'<iframe src="{href}"></iframe>'
        if href
        else "".join(f'<video src="{s}"></video>' for s in sources),
        "audio": f'<audio src="{href or "".join(sources)}"></audio>' if href or sources else "",
    }.get(kind, "")
    return shown + (f'<p><a href="{origin}"></a></p>' if origin and origin != href else "")


def _npf_text(block: Mapping[str, Any]) -> str:
    """Text with links by where they begin and end, counted in code points."""
    written = str(block.get("text") or "")
    tag = {"heading1": "h1", "heading2": "h2", "indented": "blockquote", "quote": "blockquote"}
    spans = [each for each in mappings(block.get("formatting")) if text(each, "type") == "link"]
    out = []
    at = 0
    for span in sorted(spans, key=lambda each: _offset(each, "start")):
        start, end = _offset(span, "start"), _offset(span, "end")
        if start < at or end <= start:
            continue
        label = escape(written[start:end], quote=False)
        out += [escape(written[at:start], quote=False), f'<a href="{escape(text(span, "url"))}">{label}</a>']
        at = end
    name = tag.get(text(block, "subtype"), "p")
    return f"<{name}>{''.join(out)}{escape(written[at:], quote=False)}</{name}>"


def _offset(span: Mapping[str, Any], name: str) -> int:
    value = span.get(name)
    return value if isinstance(value, int) else 0
