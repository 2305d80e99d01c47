"""Archived copies beside the links of Markdown: all ways of writing a link, and what is none."""

from __future__ import annotations

import pytest

from snapshotter.errors import PostError
from tests.repairs import ARCHIVE, post_of, robust, undone, versions_for


def mark(url: str) -> str:
    return f' ([archived]({ARCHIVE}{url} "archived 2016-03-10"))'


A, B = "https://a.example/x", "https://b.example/y"
ELEMENT_MARK = f' (<a href="{ARCHIVE}{A}" title="archived 2016-03-10">archived</a>)'


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (f"See [a]({A}).", f"See [a]({A}){mark(A)}."),
        (f'See [a](<{A}> "Title").', f'See [a](<{A}> "Title"){mark(A)}.'),
        (f"See <{A}>.", f"See <{A}>{mark(A)}."),
        (f"See {A}.", f"See {A}{mark(A)}."),
        (f"See ({A})!", f"See ({A}{mark(A)})!"),
        (f"**[a]({A})**b", f"**[a]({A}){mark(A)}**b"),
        (f"[a [nested] b]({A}) and", f"[a [nested] b]({A}){mark(A)} and"),
        (f"[![alt](https://i.example/i.png)]({A})", f"[![alt](https://i.example/i.png)]({A}){mark(A)}"),
        (f"[a]({A}){{:target='_blank'}}", f"[a]({A}){{:target='_blank'}}{mark(A)}"),
        (f"[a][r] [r][] [r]\n\n[r]: {A}", f"[a][r]{mark(A)} [r][]{mark(A)} [r]{mark(A)}\n\n[r]: {A}"),
        (f"Said.[^1]\n\n[^1]: See [a]({A}).", f"Said.[^1]\n\n[^1]: See [a]({A}){mark(A)}."),
        (f"|h|\n|-|\n|[a]({A})|", f"|h|\n|-|\n|[a]({A}){mark(A)}|"),
        ("[w](https://w.example/A_(b))", f"[w](https://w.example/A_(b)){mark('https://w.example/A_(b)')}"),
        (f"> quoted [a]({A})\r\n\r\nNext\r\n", f"> quoted [a]({A}){mark(A)}\r\n\r\nNext\r\n"),
        (
            f'<p>By <a href="{A}">a</a></p>',
            f'<p>By <a href="{A}">a</a>{ELEMENT_MARK}</p>',
        ),
    ],
)
def test_only_a_link_is_added(written, expected):
    after = robust(written)
    assert after.decode() == expected
    assert robust(after) == after
    assert undone(after).decode() == written


@pytest.mark.parametrize(
    "written",
    [
        f"`[a]({A})`",
        f"```\n[a]({A})\n```\n",
        f"    [a]({A})\n",
        f"<!-- [a]({A}) -->",
        f"# Title [a]({A})\n",
        f"Title [a]({A})\n=====\n",
        f'{{{{< figure src="/x.png" caption="[a]({A})" >}}}}',
        f'---\nlink: {A}\ntitle: "[a]({A})"\n---\n\nText\n',
        f"![picture]({A})",
        "[mail](mailto:a@b.example) [here](#there)",
    ],
)
def test_what_is_no_link_of_the_text_stays(written):
    assert robust(written).decode() == written


def test_front_matter_is_not_touched():
    written = f"---\nsource: {A}\n---\nSee [a]({A}) {{% include x.html url='{B}' %}}\n"
    assert robust(written).decode() == written.replace(f"[a]({A})", f"[a]({A}){mark(A)}")


def test_why_nothing_was_added_is_told_with_the_line():
    post = post_of(f"Text\n\n## See [a]({A})\n")
    (left,) = post.with_versions(versions_for(post)).left
    assert left.line == 3
    assert "heading" in left.why


def test_an_example_of_a_mark_is_no_mark():
    written = f"We write:\n\n```\n[a]({A}){mark(A)}\n```\n\nSee [b]({B}).\n"
    after = robust(written)
    assert after.decode() == written.replace(f"[b]({B})", f"[b]({B}){mark(B)}")
    assert undone(after).decode() == written


def test_a_newer_copy_takes_the_place_of_the_older():
    post = post_of(robust(f"See [a]({A}) and [b]({B})."))
    versions = versions_for(post)
    first = next(id for id, version in versions.items() if version.original == A)
    newer = type(versions[first])(A, f"https://other.example/{A}", "2017-01-01")
    after = post.with_versions({first: newer}).after.decode()
    assert after == (
        f'See [a]({A}) ([archived](https://other.example/{A} "archived 2017-01-01")) and [b]({B}){mark(B)}.'
    )


def test_a_post_that_no_longer_cites_is_refused():
    versions = versions_for(post_of(f"See [a]({A})."))
    with pytest.raises(PostError, match=r"no longer cites https://a\.example/x") as refused:
        post_of(f"See [b]({B}).").with_versions(versions)
    assert refused.value.code == "repair.changed"


def test_a_format_that_cannot_be_written_to_is_refused():
    with pytest.raises(PostError, match="its format is text"):
        post_of("See https://a.example/x", "post.txt")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
def test_the_encoding_stays(encoding):
    written = f"Café [ä]({A}) – ü\r\n" if encoding != "latin-1" else f"Café [ä]({A}) ü\r\n"
    data = written.encode(encoding)
    after = robust(data)
    assert after.decode(encoding) == written.replace(f"[ä]({A})", f"[ä]({A}){mark(A)}")
    assert undone(after) == data


def test_links_without_attributes_are_told_when_attributes_are_wanted():
    post = post_of(f'[a]({A})\n\n<a href="{B}">b</a>\n', style="attributes")
    result = post.with_versions(versions_for(post))
    assert b'<a data-originalurl="https://b.example/y" data-versionurl=' in result.after
    assert [left.citation.url for left in result.left] == [A]


def test_copies_that_were_archived_as_citations_themselves_are_no_change_of_the_post():
    written = f"See [a]({A}).\n"
    post = post_of(robust(written))
    both = versions_for(post_of(robust(written).replace(b"archived", b"Archived")))
    assert len(both) == 2
    assert post.with_versions(both).after == robust(written)
