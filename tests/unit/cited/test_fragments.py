"""Text directives name their passage and no other, and browsers go there."""

from __future__ import annotations

from urllib.parse import unquote

import pytest

from snapshotter.cited.fragments import directive, text_fragment


def of(text: str, words: str, which: int = 0) -> str:
    at = -1
    for _ in range(which + 1):
        at = text.index(words, at + 1)
    return text_fragment(text, at, at + len(words))


def test_short_words_stand_as_they_are():
    assert of("One two three.\nFour five.", "two three") == ":~:text=two%20three"


def test_what_the_syntax_uses_is_escaped():
    words = "well-known, R&D – 100% “sure”"
    assert of(f"The {words} thing", words) == (
        ":~:text=well%2Dknown%2C%20R%26D%20%E2%80%93%20100%25%20%E2%80%9Csure%E2%80%9D"
    )


def test_long_passages_are_named_by_their_ends():
    words = " ".join(f"word{number}" for number in range(60))
    assert of(f"Before. {words}. After.", words) == (
        ":~:text=word0%20word1%20word2%20word3,word56%20word57%20word58%20word59"
    )


def test_terms_never_cross_a_block():
    text = "Menu\nThe first paragraph ends here.\nThe second one begins.\nMore"
    fragment = of(text, "paragraph ends here.\nThe second one")
    start, _, end = unquote(fragment.removeprefix(":~:text=")).partition(",")
    assert (start, end) == ("paragraph ends here.", "The second one")


def test_words_that_stand_twice_get_context():
    text = "Red fish swim.\nBlue fish swim.\nRed fish swim again."
    assert of(text, "fish swim", 1) == ":~:text=Blue-,fish%20swim"
    assert of(text, "fish swim", 2) == ":~:text=Red-,fish%20swim,-again."


def test_a_cut_word_is_made_whole():
    assert of("An economic theory", "conomic theor") == ":~:text=economic%20theory"
    assert of("As of 1.8.3, they can’t.", "of 1") == ":~:text=of%201.8.3"
    assert of("As of 1.8.3, they can’t.", "3, they can") == ":~:text=1.8.3%2C%20they%20can%E2%80%99t"
    assert of("One. Two", "One") == ":~:text=One"
    assert of("东京是日本的首都", "日本的") == ":~:text=%E6%97%A5%E6%9C%AC%E7%9A%84"


def test_nothing_is_no_directive():
    assert text_fragment("some text", 4, 5) == ""
    assert text_fragment("", 0, 0) == ""


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        (("a",), ":~:text=a"),
        (("a", "b"), ":~:text=a,b"),
        (("a", None, "p"), ":~:text=p-,a"),
        (("a", "b", "p", "s"), ":~:text=p-,a,b,-s"),
    ],
)
def test_directive(terms, expected):
    assert directive(*terms) == expected
