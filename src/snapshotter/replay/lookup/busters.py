"""What in an address only keeps caches away: numbers and hashes that are new with every visit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_UUID = r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}"
_RANDOM = re.compile(rf"0?\.\d{{6,}}|\d{{10,}}(?:\.\d{{1,9}})?|[0-9a-fA-F]{{16,}}|{_UUID}")
"""Drawn, counted in milliseconds, or hashed; or, now and then, the name of a thing."""
_DRAWN = re.compile(r"0?\.\d{6,}|1\d{9}(?:\.\d{1,9})?|1\d{12}(?:\.\d{1,9})?")
"""What ``Math.random()`` and the clock say: seconds from 2001 on, milliseconds."""
_NAMED = re.compile(rf"0?\.\d{{2,}}|\d{{5,}}(?:\.\d{{1,9}})?|[0-9a-fA-F]{{8,}}|{_UUID}")
_NAMES_TEXT = """
    _ __ _t _ts _dc _r _rnd _rand _nc _cb _time cb cbust bust buster nocache no_cache no-cache rnd rand
    random rnum ran ts timestamp time ord nonce correlator uncache now epoch tstamp
"""
_NAMES = frozenset(_NAMES_TEXT.split())
_NAME_STARTS = ("cachebust", "cache_bust", "cache-bust", "_cachebust", "cachekiller", "nocache")
_MASK = "\0"
_MAX_QUERY = 16 * 1024
"""A longer query is compared as it is."""

Pairs = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Essence:
    """An address in three degrees of what is left out of it."""

    path: str
    """Up to the query."""
    without_busters: Pairs
    """The query's parameters, sorted, but for those that keep caches away."""
    without_random: Pairs
    """And every value masked that may be random."""
    masked_path: str
    """The path, every segment masked that may be random."""


def essence(url: str) -> Essence:
    """Of an address without fragment."""
    return _short_essence(url) if len(url) <= _MAX_QUERY else _essence(url)


@lru_cache(maxsize=16_384)
def _short_essence(url: str) -> Essence:
    """Remembered; a page that makes up long addresses fills no memory."""
    return _essence(url)


def _essence(url: str) -> Essence:
    path, _, query = url.partition("?")
    pairs = [query] if len(query) > _MAX_QUERY else [each for each in query.split("&") if each]
    kept = sorted(each for each in pairs if not _is_buster(each))
    return Essence(path, tuple(kept), tuple(sorted(map(_masked, kept))), _masked_path(path))


def _is_buster(pair: str) -> bool:
    name, _, value = pair.partition("=")
    if not value:
        return _DRAWN.fullmatch(name) is not None
    if _DRAWN.fullmatch(value):
        return True
    lower = name.lower()
    return (lower in _NAMES or lower.startswith(_NAME_STARTS)) and _NAMED.fullmatch(value) is not None


def _masked(pair: str) -> str:
    name, _, value = pair.partition("=")
    return f"{name}={_MASK}" if _RANDOM.fullmatch(value) else pair


def _masked_path(path: str) -> str:
    """Scheme and host stay: they are the first three segments."""
    segments = path.split("/")
    return "/".join([*segments[:3], *(_MASK if _RANDOM.fullmatch(each) else each for each in segments[3:])])
