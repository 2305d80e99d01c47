"""Archived copies beside the links of reStructuredText."""

from __future__ import annotations

import pytest

from tests.repairs import ARCHIVE, post_of, robust, undone, versions_for

A = "https://a.example/x"


def mark(url: str = A) -> str:
    return f" (`archived 2016-03-10 <{ARCHIVE}{url}>`__)"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (f"See `a <{A}>`_.\n", f"See `a <{A}>`_{mark()}.\n"),
        (f"See `a <{A}>`__ too.\n", f"See `a <{A}>`__{mark()} too.\n"),
        (f"See {A} too.\n", f"See {A}{mark()} too.\n"),
        (
            f"See a_ and `b c`_.\n\n.. _a: {A}\n.. _b c: {A}\n",
            f"See a_{mark()} and `b c`_{mark()}.\n\n.. _a: {A}\n.. _b c: {A}\n",
        ),
        (f"See `a`__.\n\n__ {A}\n", f"See `a`__{mark()}.\n\n__ {A}\n"),
        (f".. [1] {A}\n\nSee [1]_.\n", f".. [1] {A}{mark()}\n\nSee [1]_.\n"),
        (":pep:`8` says.\n", f":pep:`8`{mark('https://peps.python.org/pep-0008/')} says.\n"),
    ],
)
def test_only_a_link_is_added(written, expected):
    after = robust(written, "p.rst")
    assert after.decode() == expected
    assert robust(after, "p.rst") == after
    assert undone(after, "p.rst").decode() == written


@pytest.mark.parametrize(
    "written",
    [
        f"::\n\n    `a <{A}>`_\n",
        f"Title `a <{A}>`_\n{'=' * 40}\n\nText.\n",
        f"``{A}``\n",
        f".. a comment {A}\n\nText.\n",
    ],
)
def test_what_is_no_link_of_the_text_stays(written):
    assert robust(written, "p.rst").decode() == written


def test_drawn_tables_stay():
    post = post_of(
        f"+-----------------------+\n| `a <{A}>`_ |\n+-----------------------+\n".replace("_ |", "_|"),
        "p.rst",
    )
    assert not post.with_versions(versions_for(post)).changed
