"""Whether values that were made of somebody's JSON are of the types that their fields are declared with.

What is let in here is believed by everything that reads a manifest: an offset that is a word would end a
replay, a title that is a list a report.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from functools import cache
from types import UnionType
from typing import Any, Literal, NamedTuple, NewType, Union, get_args, get_origin, get_type_hints

Classes = tuple[type, ...]


class _Field(NamedTuple):
    name: str
    classes: Classes
    """Of any of these its value must be."""
    items: Classes
    """And every item of it, where it is a tuple of any length; empty for other fields."""
    is_deep: bool
    """Whether there are values with fields of their own in it."""


def require_types(value: Any) -> None:
    """Raises ``TypeError`` naming the first field, at any depth, whose value is of another type."""
    kind: Any = type(value)
    for name, classes, items, is_deep in _fields(kind):
        found = getattr(value, name)
        _require(name, found, classes)
        for each in found if items else ():
            _require(name, each, items)
            if is_deep:
                require_types(each)
        if is_deep and not items and found is not None:
            require_types(found)


def _require(name: str, value: object, classes: Classes) -> None:
    if not isinstance(value, classes) or (isinstance(value, bool) and int in classes and bool not in classes):
        wanted = " or ".join(each.__name__ for each in classes)
        raise TypeError(f"{name} is {str(value)[:80]!r}, expected {wanted}")


@cache
def _fields(kind: type) -> tuple[_Field, ...]:
    hints = get_type_hints(kind)
    return tuple(_field(each.name, hints[each.name]) for each in fields(kind))


def _field(name: str, hint: Any) -> _Field:
    arguments = get_args(hint)
    is_list = get_origin(hint) is tuple and arguments[-1] is ...
    items = _classes(arguments[0]) if is_list else ()
    classes = _classes(hint)
    return _Field(name, classes, items, any(map(is_dataclass, items or classes)))


def _classes(hint: Any) -> Classes:
    origin = get_origin(hint)
    if isinstance(hint, NewType):
        return _classes(hint.__supertype__)
    if origin in (Union, UnionType):
        return tuple(found for each in get_args(hint) for found in _classes(each))
    if origin is Literal:  # a newer program may know more of them
        return tuple({type(each) for each in get_args(hint)})
    if hint is Any:
        return (object,)
    return (int, float) if hint is float else (origin or hint,)
