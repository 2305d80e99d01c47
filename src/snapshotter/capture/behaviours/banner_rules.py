"""What is known about banners: the built-in words and platforms, and a user's own rules.

A rule file is TOML::

    [[rule]]
    host = "*.example.com"          # optional; fnmatch, of the page or frame
    click = "#no-thanks"            # CSS selectors, one or a list; ">>>" enters a shadow root
    hide = [".veil"]
    remove = [".survey"]
    wait_s = 2.0                    # optional; so long one of them is waited for
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from snapshotter.capture.behaviours.banner_words import index_of
from snapshotter.errors import ConfigError

LONGEST_WAIT_S = 30.0
_ACTIONS = ("click", "hide", "remove")
_KEYS = ("host", *_ACTIONS, "wait_s")
_SCRIPTS = ("labels.js", "overlays.js", "judging.js", "unlocking.js", "obeying.js", "banners.js")
_HOST = re.compile(r"[a-z0-9*?._\-\[\]:]+")
_EXAMPLE = 'A rule looks like this: [[rule]] host = "*.example.com" click = "#no-thanks" wait_s = 2.0'


@dataclass(frozen=True, slots=True)
class UserRule:
    """One ``[[rule]]`` of the user's file."""

    host: str
    """A pattern of host names, with ``*``; a plain name means its subdomains too.  Empty: every host."""
    click: tuple[str, ...] = ()
    hide: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    wait_s: float = 0.0
    """So long one of the selectors is waited for."""
    name: str = ""
    """File and line: what an intervention names as its rule."""

    def applies_to(self, url: str) -> bool:
        """Whether the page or frame at ``url`` is one of this rule's."""
        if not self.host:
            return True
        try:
            host = urlsplit(url).hostname or ""
        except ValueError:
            return False
        if "*" in self.host or "?" in self.host:
            return fnmatchcase(host, self.host)
        return host == self.host or host.endswith("." + self.host)


@dataclass(frozen=True, slots=True)
class BannerRules:
    """Everything :func:`~snapshotter.capture.behaviours.banners.clear_banners` goes by."""

    survey: str
    """JavaScript: whether there may be anything to do on a page; small, for most pages end here."""
    script: str
    """JavaScript: an expression that makes the object which looks at a frame and acts in it."""
    own: tuple[UserRule, ...] = ()


def load_rules(path: Path | None) -> BannerRules:
    """The built-in rules and those of the user's file at ``path``.

    Raises :class:`ConfigError` naming file, line, what stands there and what is expected.
    """
    import json
    import tomllib

    words = index_of(tomllib.loads(_beside("words.toml")))
    platforms = tomllib.loads(_beside("platforms.toml"))
    data = ", ".join(
        json.dumps(each, ensure_ascii=False, separators=(",", ":")) for each in (words, platforms)
    )
    return BannerRules(
        survey=_closed(_beside("overlays.js"), "survey()"),
        script=_closed("\n".join(map(_beside, _SCRIPTS)), f"banners({data})"),
        own=() if path is None else _user_rules(path),
    )


def _beside(name: str) -> str:
    return (Path(__file__).parent / name).read_text(encoding="utf-8")


def _closed(code: str, result: str) -> str:
    """``code`` in a scope of its own, without what only people read: it is sent to every page."""
    bare = "\n".join(line.strip() for line in code.splitlines() if not line.lstrip().startswith("//"))
    return f'(() => {{ "use strict";\n{bare}\nreturn {result}; }})()'


def _user_rules(path: Path) -> tuple[UserRule, ...]:
    import tomllib

    try:
        text = path.read_text(encoding="utf-8")
        document = tomllib.loads(text)
    except OSError as error:
        reason = error.strerror or str(error)
        raise ConfigError(
            f"{path}: {reason}", hint="Name a readable file in [behaviours] banner_rules."
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        hint = "Mend that line; a file of banner rules is TOML 1.0 in UTF-8."
        raise ConfigError(f"{path}: not valid TOML: {error}", hint=hint) from error
    return _Reading(path, text).rules(document)


class _Reading:
    """A parsed rule file on its way to values; knows on which line things stand."""

    def __init__(self, path: Path, text: str) -> None:
        self._path = path
        self._lines = text.splitlines()
        self._heads = [
            number
            for number, line in enumerate(self._lines, 1)
            if re.match(r"\s*\[\[\s*[\"']?rule[\"']?\s*\]\]", line)
        ]

    def rules(self, document: Mapping[str, Any]) -> tuple[UserRule, ...]:
        for key in document:
            if key != "rule":
                raise self._wrong(self._line_of(key, 0), f"unknown key {key}", "[[rule]] tables alone")
        entries = document.get("rule", [])
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            raise self._wrong(self._line_of("rule", 0), "rule is no list of tables", "[[rule]] tables")
        return tuple(self._rule(entry, index) for index, entry in enumerate(entries))

    def _rule(self, entry: Mapping[str, Any], index: int) -> UserRule:
        head = self._heads[index] if index < len(self._heads) else 1
        for key in entry:
            if key not in _KEYS:
                raise self._wrong(
                    self._line_of(key, head), f"unknown key {key}", "one of " + ", ".join(_KEYS)
                )
        selectors = {action: self._selectors(entry, action, head) for action in _ACTIONS}
        if not any(selectors.values()):
            raise self._wrong(head, "a rule that does nothing", "click, hide or remove")
        return UserRule(
            host=self._host(entry, head),
            wait_s=self._wait(entry, head),
            name=f"{self._path.name}:{head}",
            **selectors,
        )

    def _host(self, entry: Mapping[str, Any], head: int) -> str:
        value = entry.get("host", "")
        if not isinstance(value, str) or (value and not _HOST.fullmatch(value.lower())):
            expected = "a host name or a pattern such as '*.example.com'"
            raise self._wrong(self._line_of("host", head), f"host is {value!r}", expected)
        return value.lower()

    def _wait(self, entry: Mapping[str, Any], head: int) -> float:
        value = entry.get("wait_s", 0.0)
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if not number or not 0 <= value <= LONGEST_WAIT_S:
            expected = f"seconds from 0 to {LONGEST_WAIT_S:.0f}"
            raise self._wrong(self._line_of("wait_s", head), f"wait_s is {value!r}", expected)
        return float(value)

    def _selectors(self, entry: Mapping[str, Any], action: str, head: int) -> tuple[str, ...]:
        value = entry.get(action, [])
        found = [value] if isinstance(value, str) else value
        if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
            expected = "a CSS selector or a list of them"
            raise self._wrong(self._line_of(action, head), f"{action} is {value!r}", expected)
        for each in found:
            trouble = selector_trouble(each)
            if trouble:
                expected = f"a CSS selector ({trouble})"
                raise self._wrong(self._line_of(action, head), f"{action} is {each!r}", expected)
        return tuple(found)

    def _line_of(self, key: str, head: int) -> int:
        """Where ``key`` is set in the table at line ``head`` (0: anywhere); the head where it is not seen."""
        wanted = re.compile(rf"\s*\[*\s*[\"']?{re.escape(key)}[\"']?\s*[=\].]")
        for number, line in enumerate(self._lines[head:], head + 1):
            if head and number in self._heads:
                break
            if wanted.match(line):
                return number
        return max(head, 1)

    def _wrong(self, line: int, got: str, expected: str) -> ConfigError:
        message = f"{self._path}, line {line}: {got}, expected {expected}"
        return ConfigError(message, hint=_EXAMPLE, code="config.invalid-value")


def selector_trouble(selector: str) -> str | None:
    """What keeps ``selector`` from being one, as far as can be told without a browser; None: nothing."""
    if not all(part.strip() for part in selector.split(">>>")):
        return "it is empty" if not selector.strip() else "something is missing beside >>>"
    bare = re.sub(r"\\.|\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'", "x", selector)
    if re.search(r"[\"']", bare):
        return "a quotation mark is not closed"
    if re.search(r"[{};@]", bare):
        return "it holds {, }, ; or @"
    if re.search(r"^\s*,|[,>+~]\s*$|,\s*,", bare):
        return "something is missing beside , > + or ~"
    return _bracket_trouble(bare)


def _bracket_trouble(bare: str) -> str | None:
    pairs, awaited = {"(": ")", "[": "]"}, list[str]()
    for character in bare:
        if character in pairs:
            awaited.append(pairs[character])
        elif character in ")]" and (not awaited or awaited.pop() != character):
            return f"{character} closes nothing"
    return f"{awaited[-1]} is missing" if awaited else None
