"""All targets by name."""

from __future__ import annotations

from importlib import import_module

from fuzz.target import Target
from snapshotter.errors import UsageError

_MODULES = ("wire", "tls", "warc", "wacz", "manifest", "posts", "small")
TARGETS: dict[str, Target] = {
    target.name: target for name in _MODULES for target in import_module(f"fuzz.{name}").targets()
}


def target_named(name: str) -> Target:
    """Raises :class:`UsageError` for a name that is none."""
    if name not in TARGETS:
        raise UsageError(f"no target is called {name}", hint=f"there are: {', '.join(TARGETS)}")
    return TARGETS[name]
