"""Whatever a document is like: nothing but marks is added, twice is once, and undo gives the bytes back."""

from __future__ import annotations

import re
from contextlib import nullcontext, suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from snapshotter.errors import PostError
from snapshotter.pagemeta.encoding import wide_encoding
from snapshotter.repair.marks import Version, marks_in, written
from snapshotter.repair.source import Change, source_text
from tests.repairs import ARCHIVE, post_of, versions_for

PIECES = {
    "post.md": """[a](https://a.example/1)   <https://b.example/2>   https://c.example/3   [r][r]
        [r]   [r]:
        [t](<https://t.example/> "t")   ![i](https://i.example/i.png)
        <a href="https://d.example/4">d</a>   <a
        (   )   [   ]   `   ```   ~~~   <!--   -->   {{< x >}}   {% y %}   **   *   _   |   # H   >
        é   <p>   </p>
        <pre>   </pre>   <script>   \\   &   &amp;   [^1]   [^1]:   {:.x}   www.e.example   "quoted"
        ===   -   1.
        [![i](https://j.example/)](https://k.example/5)   <div>https://l.example/6</div>   - [ ]   ]
        ![   ](""",
    "post.html": """<p>   </p>   <a href="https://a.example/1">a</a>   <a href=https://b.example/2>b
        <b x='
        <A title='>' HREF='https://c.example/3'>   </a>   <!--   -->   <script>   </script>   <nav>
        </nav>   <pre>
        "   '   >   <   =   <a   <a/   <textarea>   </textarea>   https://d.example/4   é   &amp;
        &#x26;   <svg>
        <template>   </template>   <title>   <a href="https://e.example/5   <h1>   </h1>   <table>
        <td>""",
    "post.rst": """`a <https://a.example/1>`_   `b <https://b.example/2>`__   https://c.example/3
        n_   `n`__
        __ https://d.example/4   ``code``   ::   *   **   |   \\   ``   `   :pep:`8`   é   ====
        ----   ..   |-
        _   [1]_   .. [1]   .. raw:: html   <a href="https://e.example/5">e</a>   +---+   | x |
        .. note::   m__""",
}
ENDS = [" ", "\n", "\n\n", "\n    ", "\r\n", ""]


def documents(name: str) -> st.SearchStrategy[str]:
    pieces = [
        "\n.. _n: https://n.example/\n",
        "\n[r]: https://r.example/\n",
        *re.split(r" {3,}|\n +", PIECES[name]),
    ]
    piece = st.tuples(st.sampled_from([*pieces, "words", "of"]), st.sampled_from(ENDS)).map("".join)
    return st.lists(piece, max_size=25).map("".join)


@pytest.mark.parametrize("name", PIECES)
@pytest.mark.parametrize("style", [None, "links"])
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_the_three_promises(name, style, data):
    raw = ("Words of a post.\n\n" + data.draw(documents(name))).encode()
    post = post_of(raw, name, style=style)
    versions = versions_for(post)
    result = post.with_versions(versions)
    text = source_text(result.after, name)
    taken_off = text.changed(Change(mark.start, mark.end, "") for mark in marks_in(text.text))
    assert taken_off.data == raw
    assert post_of(result.after, name, style=style).with_versions(versions).after == result.after
    assert post_of(result.after, name).undone().after == raw


@given(st.text(max_size=60), st.sampled_from(["attributes", "element", "markdown", "rst"]))
def test_marks_are_found_again_whatever_the_address(path, form):
    version = Version(
        f"https://a.example/{path}", f"{ARCHIVE}{path}".encode("utf-8", "ignore").decode(), "2016-03-10"
    )
    mark = written(form, version)
    (found,) = marks_in(f"<a{mark}> words")
    assert (found.start, found.end, found.form) == (2, 2 + len(mark), form)
    assert mark.isascii()


@given(st.binary(max_size=80))
def test_bytes_come_back(data):
    is_wide = wide_encoding(data) or data.startswith((b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff"))
    with suppress(PostError) if is_wide else nullcontext():
        assert source_text(data, "p").data == data
