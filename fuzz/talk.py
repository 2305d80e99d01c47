"""Inputs that are a conversation: pieces of bytes, each said by one of several speakers."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from random import Random

from fuzz.mutations import mutated

Talk = list[tuple[int, bytes]]
"""Who, and what."""
_HEAD_BYTES = 3


def written(talk: Talk) -> bytes:
    """A byte that says who, two that say how long it is, and what is said."""
    pieces = (piece for who, data in talk for piece in _pieces(who, data))
    return b"".join(bytes([who]) + len(piece).to_bytes(2, "big") + piece for who, piece in pieces)


def _pieces(who: int, data: bytes) -> list[tuple[int, bytes]]:
    return [(who, data[at : at + 65535]) for at in range(0, len(data), 65535)] or [(who, b"")]


def heard(data: bytes, speakers: int) -> Talk:
    """Any bytes as a conversation; the last piece may be shorter than it says."""
    talk, at = [], 0
    while at + _HEAD_BYTES <= len(data):
        size = int.from_bytes(data[at + 1 : at + 3], "big")
        start = at + _HEAD_BYTES
        talk.append((data[at] % speakers, data[start : start + size]))
        at = start + size
    return talk


def talk_mutated(data: bytes, source: Random, speakers: int, words: Sequence[bytes]) -> bytes:
    """A piece changed, moved, doubled, lost, cut in two, or said by another."""
    talk = heard(data, speakers)
    if not talk:
        return mutated(data, source, words)
    at = source.randrange(len(talk))
    who, said = talk[at]
    way = source.random()
    if way < 0.6:
        talk[at] = (who, mutated(said, source, words))
    elif way < 0.7:
        talk.insert(source.randint(0, len(talk)), talk[at])
    elif way < 0.78:
        del talk[at]
    elif way < 0.86:
        talk.insert(source.randint(0, len(talk)), talk.pop(at))
    elif way < 0.92:
        talk[at] = (source.randrange(speakers), said)
    else:
        middle = source.randint(0, len(said))
        talk[at : at + 1] = [(who, said[:middle]), (who, said[middle:])]
    return written(talk)


def talk_swollen(
    data: bytes, source: Random, speakers: int, swelling: Collection[int] = (), most_bytes: int = 400_000
) -> bytes:
    """A piece of those that are ``swelling`` (all, when nobody is), or a part of one, said many times."""
    talk = heard(data, speakers)
    places = [at for at, (who, _) in enumerate(talk) if not swelling or who in swelling]
    if not places:
        return data
    at = source.choice(places)
    who, said = talk[at]
    start = source.randint(0, len(said))
    part = said[start : start + source.choice((1, 2, 4, 9, 20, 100, 1000))] or b"\0"
    times = min(source.choice((1000, 20_000, 200_000)), most_bytes // len(part))
    if source.random() < 0.3:
        talk[at:at] = [(who, part)] * min(times, 20_000)
    else:
        talk[at] = (who, said[:start] + part * times + said[start:])
    return written(talk)
