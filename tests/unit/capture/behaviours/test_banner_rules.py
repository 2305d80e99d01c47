"""The user's rule file: what it says, and what is told of mistakes in it."""

from __future__ import annotations

import pytest

from snapshotter.capture.behaviours.banner_rules import UserRule, load_rules, selector_trouble
from snapshotter.errors import ConfigError

GOOD = """
# mine
[[rule]]
host = "*.Example.com"
click = "#no-thanks"
wait_s = 2

[[rule]]
hide = [".veil", "x-app >>> .bar"]
remove = "[data-x='[}']"
"""


def _load(tmp_path, text: str):
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return load_rules(path)


def test_without_a_file_there_are_the_built_in_rules():
    rules = load_rules(None)
    assert rules.own == ()
    assert "onetrust" in rules.script
    assert "//" not in [line.strip()[:2] for line in rules.script.splitlines()]


def test_a_good_file(tmp_path):
    assert _load(tmp_path, GOOD).own == (
        UserRule("*.example.com", click=("#no-thanks",), wait_s=2.0, name="mine.toml:3"),
        UserRule("", hide=(".veil", "x-app >>> .bar"), remove=("[data-x='[}']",), name="mine.toml:8"),
    )


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('[[rule]]\nclik = "#x"', 2, "unknown key clik"),
        ('[[rule]]\nclick = "#x"\n[[rule]]\nhost = "a.b"', 3, "does nothing"),
        ("[[rule]]\nclick = 3", 2, "click is 3"),
        ('[[rule]]\nclick = ["a", 1]', 2, "click is"),
        ('[[rule]]\nhide = ""', 2, "it is empty"),
        ('[[rule]]\nhost = "a"\nhide = ".a["', 3, "] is missing"),
        ('[[rule]]\nhide = "a { color: red }"', 2, "it holds"),
        ('[[rule]]\nhide = "a[b=\'c]"', 2, "quotation mark"),
        ('[[rule]]\nhide = "a, , b"', 2, "something is missing"),
        ('[[rule]]\nhide = ">>> a"', 2, "beside >>>"),
        ('[[rule]]\nhide = "a)"', 2, ") closes nothing"),
        ('[[rule]]\nclick = "a"\nwait_s = 31', 3, "wait_s is 31"),
        ('[[rule]]\nclick = "a"\nwait_s = true', 3, "wait_s is True"),
        ('[[rule]]\nclick = "a"\nhost = "http://a.b/"', 3, "host is"),
        ('[[rule]]\nclick = "a"\n\n[other]\nx = 1', 4, "unknown key other"),
        ('[rule]\nclick = "a"', 1, "rule is no list"),
    ],
)
def test_mistakes_are_told_with_their_line(tmp_path, text, line, words):
    with pytest.raises(ConfigError) as caught:
        _load(tmp_path, text)
    assert f"mine.toml, line {line}: " in caught.value.message
    assert words in caught.value.message
    assert "expected" in caught.value.message
    assert caught.value.hint


def test_a_file_that_is_no_toml(tmp_path):
    with pytest.raises(ConfigError, match=r"not valid TOML.*line 2"):
        _load(tmp_path, "[[rule]]\nclick = = 1")


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(ConfigError, match="No such file"):
        load_rules(tmp_path / "none.toml")


@pytest.mark.parametrize(
    ("host", "url", "applies"),
    [
        ("", "https://any.test/", True),
        ("example.com", "https://example.com:8443/x", True),
        ("example.com", "https://www.example.com/", True),
        ("example.com", "https://notexample.com/", False),
        ("*.example.com", "https://example.com/", False),
        ("*.example.*", "http://a.example.org/", True),
        ("example.com", "about:blank", False),
        ("example.com", "http://[bad/", False),
    ],
)
def test_hosts(host, url, applies):
    assert UserRule(host, click=("a",)).applies_to(url) is applies


@pytest.mark.parametrize("selector", ["a > b", "a:not([x='(']) , b", "#a\\[b", "a >>> b", "a ~ b::part(x)"])
def test_selectors_that_may_be_right(selector):
    assert selector_trouble(selector) is None
