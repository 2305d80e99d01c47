"""Character references that stand for no character."""

from __future__ import annotations

import pytest
from lxml import etree

from snapshotter.references import without_surrogates

FORMS = ("&#{};", "&#x{:x};", "&#X{:04X};", "&#x000{:X};", "&#00{};")


@pytest.mark.parametrize("form", FORMS)
def test_surrogates_and_no_others(form):
    changed = {
        code
        for code in range(0xD600, 0xE200)
        if without_surrogates(form.format(code).encode()) == b"&#xFFFD;"
    }
    assert changed == set(range(0xD800, 0xE000))


@pytest.mark.parametrize(
    "plain", ["&#553000;", "&#xD8001;", "&#xd80;", "&#55296", "&amp;#55296;x", "#xd800;"]
)
def test_what_stays(plain):
    assert without_surrogates(plain.encode()) == plain.encode()


@pytest.mark.parametrize("form", FORMS)
def test_a_parser_that_forgives_gives_text(form):
    markup = f"<a title='1{form.format(0xD800)}2'>3{form.format(0xDFFF)}4</a>".encode()

    root = etree.fromstring(without_surrogates(markup), etree.XMLParser(recover=True))

    assert (root.get("title"), root.text) == ("1\ufffd2", "3\ufffd4")
