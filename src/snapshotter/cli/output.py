"""What goes to stdout (data) and to stderr (talk)."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from typing import Any, TextIO

from snapshotter.urls import without_logins

_LINE_ENDS = {end: f"\\u{ord(end):04x}" for end in "\x85\u2028\u2029"}
"""Characters that JSON lets stand in a string, and at which some readers end a line."""


def emit(text: str) -> bool:
    """One line of data.  False when the reader is gone (``| head``): nothing more need be made."""
    return _write(sys.stdout, text)


def emit_json(document: Mapping[str, Any]) -> bool:
    """One JSON document on one line."""
    plain = (sys.stdout.encoding or "").lower().replace("-", "") != "utf8"
    text = json.dumps(document, ensure_ascii=plain)
    for end, escaped in _LINE_ENDS.items():
        text = text.replace(end, escaped)
    return emit(text)


def say(text: str) -> bool:
    """One line of talk; passwords of addresses are told to no screen and no log."""
    return _write(sys.stderr, without_logins(text))


def printable(text: str) -> str:
    """Text of the web made harmless for a terminal: no control, no direction characters."""
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)


def shorten(text: str, width: int) -> str:
    """At most ``width`` characters, cut in the middle: both ends of an address say most."""
    if len(text) <= width:
        return text
    head = (width - 1) // 2
    tail = width - 1 - head
    return text[:head] + "…" + (text[-tail:] if tail else "")


def _write(stream: TextIO, text: str) -> bool:
    try:
        stream.write(text + "\n")
        stream.flush()
    except BrokenPipeError:
        _silence(stream)
        return False
    except UnicodeEncodeError:
        encoding = stream.encoding or "ascii"
        return _write(stream, text.encode(encoding, "backslashreplace").decode(encoding))
    return True


def _silence(stream: TextIO) -> None:
    """Leads the descriptor nowhere, so that the interpreter's last flush does not complain."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
