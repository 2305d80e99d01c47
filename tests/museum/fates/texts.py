"""Pages as texts: paragraphs in nine languages, what a post quotes of them, and how texts change."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

Form = Literal["whole", "part", "ellipsis", "bracket"]
FORMS: tuple[Form, ...] = ("whole", "part", "ellipsis", "bracket")
"""How posts quote: a sentence, some words of one, with words left out, with a letter or word put in."""

_PROSE = Path(__file__).with_name("prose")
_USED = 11
"""Sentences of a text; the others are for texts that are written anew."""
_MARKS = {"de": "„“", "fr": "«»", "es": "«»", "pl": "„”", "ru": "«»", "ja": "「」", "ar": "«»"}
_SENTENCE = re.compile(r"[^.!?。！？]{25,400}?(?:[.!?](?=\s|$)|[。！？])|[^.!?。！？]{25,400}$")
_SPOKEN = re.compile(r"[“”„«»「」\"…\[\]{}\\]")


@dataclass(frozen=True)
class Prose:
    """A language's material."""

    language: str
    names: tuple[str, ...]
    places: tuple[str, ...]
    labels: dict[str, str]
    comments: tuple[str, ...]
    topics: dict[str, dict[str, list[str]]]

    @property
    def spaced(self) -> bool:
        return self.language not in ("ja", "zh")


@dataclass(frozen=True)
class Text:
    """What an article says."""

    language: str
    title: str
    byline: str
    paragraphs: tuple[str, ...]
    spare: tuple[str, ...]
    """Sentences on the same matter that are not in it."""


@dataclass(frozen=True)
class Passage:
    """What a post quotes: the words of the page, and as the post has them."""

    source: str
    quote: str


@cache
def prose(language: str) -> Prose:
    said = json.loads((_PROSE / f"{language}.json").read_text())
    return Prose(
        language,
        tuple(said["names"]),
        tuple(said["places"]),
        said["labels"],
        tuple(said["comments"]),
        said["topics"],
    )


@cache
def matters() -> tuple[tuple[str, str], ...]:
    """Every language with every topic that it has."""
    languages = sorted(path.stem for path in _PROSE.glob("*.json"))
    return tuple((language, topic) for language in languages for topic in prose(language).topics)


def text(language: str, topic: str, seed: str) -> Text:
    """An article; the same for the same seed."""
    source = random.Random(f"{seed} {language} {topic}")
    material = prose(language)
    said = material.topics[topic]
    filled = [_filled(sentence, material, source) for sentence in said["sentences"]]
    first, rest = filled[0], filled[1:]
    source.shuffle(rest)
    used = [first, *rest[: _USED - 1]]
    return Text(
        language,
        _filled(source.choice(said["titles"]), material, source),
        source.choice(material.names),
        tuple(joined(used[start : start + 2], language) for start in range(0, len(used), 2)),
        tuple(rest[_USED - 1 :]),
    )


def headline(language: str, source: random.Random) -> str:
    material = prose(language)
    titles = material.topics[source.choice(sorted(material.topics))]["titles"]
    return _filled(source.choice(titles), material, source)


def _filled(sentence: str, material: Prose, source: random.Random) -> str:
    return (
        sentence.replace("{place}", source.choice(material.places))
        .replace("{name}", source.choice(material.names))
        .replace("{year}", str(source.randrange(1893, 1989)))
        .replace("{n}", str(source.randrange(12, 97)))
    )


def joined(sentences: Sequence[str], language: str) -> str:
    return ("" if language in ("ja", "zh") else " ").join(sentences)


def sentences(paragraph: str) -> list[str]:
    return [found[0].strip() for found in _SENTENCE.finditer(paragraph)]


def words(sentence: str, language: str) -> list[str]:
    """Words, or single characters where none are parted by spaces."""
    return sentence.split() if language not in ("ja", "zh", "th") else list(sentence)


def passages(paragraphs: Sequence[str], language: str, count: int, source: random.Random) -> list[Passage]:
    """What a post might quote: at most one passage of a paragraph."""
    said = [
        sentence
        for paragraph in source.sample(list(paragraphs), len(paragraphs))
        for sentence in sentences(paragraph)[:1]
        if not _SPOKEN.search(sentence)
        and 8 <= len(words(sentence, language)) <= (45 if language not in ("ja", "zh") else 120)
        and " ".join(paragraphs).lower().count(sentence.lower()) == 1
    ]
    return [_quoted(sentence, language, source) for sentence in said[:count]]


def _quoted(sentence: str, language: str, source: random.Random) -> Passage:
    form = source.choice(FORMS)
    parts, glue = words(sentence.rstrip(".。!?！？ "), language), "" if language in ("ja", "zh") else " "
    if form == "part" and len(parts) > 10:
        fewest = 8 if glue else 16  # characters, where words are not parted
        start = source.randrange(0, max(len(parts) - fewest, 1))
        parts = parts[start : start + source.randrange(fewest, 2 * fewest)]
        return Passage(glue.join(parts), glue.join(parts).strip(",;: "))
    if form == "ellipsis" and len(parts) > 14:
        cut = len(parts) // 2
        return Passage(glue.join(parts), f"{glue.join(parts[: cut - 1])} … {glue.join(parts[cut + 2 :])}")
    if form == "bracket" and glue and parts[0][:1].isupper() and len(parts[0]) > 1:
        return Passage(glue.join(parts), f"[{parts[0][0].lower()}]{glue.join(parts)[1:]}")
    return Passage(glue.join(parts), glue.join(parts))


def marked(quote: str, language: str) -> str:
    """In the quotation marks of its language."""
    left, right = _MARKS.get(language, "“”")
    return f"{left}{quote}{right}"


def without_passage(paragraphs: Sequence[str], passage: Passage) -> tuple[str, ...]:
    """The sentence that holds the passage is gone."""
    return tuple(_without(paragraph, passage) for paragraph in paragraphs)


def _without(paragraph: str, passage: Passage) -> str:
    if passage.source not in paragraph:
        return paragraph
    holding = next((each for each in sentences(paragraph) if passage.source in each), passage.source)
    return paragraph.replace(holding, "").strip()


def without_paragraph_of(paragraphs: Sequence[str], passage: Passage) -> tuple[str, ...]:
    return tuple("" if passage.source in each else each for each in paragraphs)


def reworded(
    paragraphs: Sequence[str], passage: Passage, language: str, source: random.Random
) -> tuple[str, ...]:
    """The passage is there, with one to three other words."""
    parts = words(passage.source, language)
    glue = "" if language in ("ja", "zh") else " "
    kept = _quoted_places(passage, parts, language)
    for _ in range(source.randrange(1, 4)):
        at = source.choice(kept)
        parts[at] = _other_word(parts[at], language, source)
    return tuple(each.replace(passage.source, glue.join(parts)) for each in paragraphs)


def _quoted_places(passage: Passage, parts: Sequence[str], language: str) -> list[int]:
    """Places of words that the quote has as well; short ones change little."""
    least = 1 if language in ("ja", "zh") else 4
    quoted = words(passage.quote, language)
    return [at for at, part in enumerate(parts) if part in quoted and len(part) >= least] or [1]


def _other_word(word: str, language: str, source: random.Random) -> str:
    material = prose(language) if (_PROSE / f"{language}.json").exists() else prose("en")
    said = [each for topic in material.topics.values() for each in topic["sentences"] if "{" not in each]
    pool = words(source.choice(said).rstrip(".。"), language)
    if not material.spaced:
        start = source.randrange(0, len(pool) - 4)
        return "".join(pool[start : start + 3])
    others = [each for each in pool if len(each) >= 4 and each.strip(",.") != word.strip(",.")]
    return source.choice(others or ["otherwise"]).strip(",.;")


def rewritten(
    paragraphs: Sequence[str],
    share: float,
    keep: Sequence[Passage],
    spare: Sequence[str],
    source: random.Random,
) -> tuple[str, ...]:
    """About ``share`` of the text is written anew; paragraphs with passages of ``keep`` stay."""
    total = sum(map(len, paragraphs))
    free = [
        at for at, each in enumerate(paragraphs) if each and not any(kept.source in each for kept in keep)
    ]
    source.shuffle(free)
    now, done, new = list(paragraphs), 0, list(spare)
    for at in free:
        if done >= share * total:
            break
        done += len(now[at])
        now[at] = " ".join(new.pop() for _ in range(min(2, len(new)))) or ""
    return tuple(now)


def shortened(paragraphs: Sequence[str], keep: Sequence[Passage], source: random.Random) -> tuple[str, ...]:
    """One paragraph of weight, which nobody quotes, is gone."""
    free = [at for at, each in enumerate(paragraphs) if not any(kept.source in each for kept in keep)]
    longest = sorted(free, key=lambda at: -len(paragraphs[at]))[:2]
    gone = source.choice(longest)
    return tuple("" if at == gone else each for at, each in enumerate(paragraphs))
