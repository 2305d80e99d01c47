"""``python -m supply.sbom``: the bill of materials, ``sbom.cdx.json`` (CycloneDX 1.6, ECMA-424).

Made of the lock, which has the versions and the hashes, and of the installed libraries' metadata, which
has the licences and who needs whom.  The same for the same lock, wherever and whenever it is made: it
has no date, and its serial number follows from its contents.
"""

from __future__ import annotations

import itertools
import json
import re
import sys
import tomllib
import uuid
from collections.abc import Iterable, Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from supply.licences import expression_of
from supply.lock import ROOT, Pinned, pinned

SBOM = ROOT / "sbom.cdx.json"
_NAMESPACE = uuid.UUID("0d6c2c0e-5a34-5e0e-9a65-6a0b9a3c6f1d")
_SYSTEMS = (
    {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix"},
    {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix"},
    {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt"},
)
_PYTHONS = ("3.11", "3.12", "3.13", "3.14")
_FILES = "The files that the lock admits, by their hashes."


class NotInstalled(Exception):
    """An installed library is not the one of the lock."""


def bill() -> dict[str, Any]:
    """The document.  Raises :class:`NotInstalled`."""
    locked = pinned()
    _check(locked)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    own = f"pkg:pypi/{project['name']}@{_own_version()}"
    document: dict[str, Any] = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": _program(project, own)},
        "components": [_component(each) for each in locked],
        "dependencies": _graph(own, project["dependencies"], locked),
    }
    serial = uuid.uuid5(_NAMESPACE, json.dumps(document, sort_keys=True))
    return document | {"serialNumber": f"urn:uuid:{serial}"}


def _check(locked: Iterable[Pinned]) -> None:
    """A library that the lock has in two versions need only be installed in one of them."""
    versions: dict[str, set[str]] = {}
    for each in locked:
        versions.setdefault(each.name, set()).add(each.version)
    for name, wanted in versions.items():
        try:
            found = metadata.version(name)
        except metadata.PackageNotFoundError:
            found = "nothing"
        if found not in wanted:
            raise NotInstalled(f"{name}: {found} is installed, {' or '.join(sorted(wanted))} is locked")


def _own_version() -> str:
    text = (ROOT / "src" / "snapshotter" / "__init__.py").read_text("utf-8")
    found = re.search(r'^__version__ = "([^"]+)"', text, re.MULTILINE)
    assert found is not None
    return found[1]


def _program(project: dict[str, Any], purl: str) -> dict[str, Any]:
    return {
        "type": "application",
        "bom-ref": purl,
        "name": project["name"],
        "version": _own_version(),
        "description": project["description"],
        "licenses": [{"expression": project["license"]}],
        "purl": purl,
    }


def _component(one: Pinned) -> dict[str, Any]:
    component = {
        "type": "library",
        "bom-ref": one.purl,
        "name": one.name,
        "version": one.version,
        "licenses": [{"expression": expression_of(one.name)}],
        "purl": one.purl,
        "externalReferences": [
            {
                "type": "distribution",
                "url": one.purl,
                "comment": _FILES,
                "hashes": [{"alg": "SHA-256", "content": each} for each in one.sha256],
            }
        ],
    }
    if one.marker:
        component["properties"] = [{"name": "snapshotter:marker", "value": one.marker}]
    return component


def _graph(own: str, direct: Iterable[str], locked: list[Pinned]) -> list[dict[str, Any]]:
    """Who needs whom, on any system and Python that the lock is for."""
    refs: dict[str, list[str]] = {}
    for each in locked:
        refs.setdefault(each.name, []).append(each.purl)
    extras = _extras(direct)
    needs = {own: sorted({_normal(Requirement(line)).name for line in direct})}
    for each in locked:
        needs[each.purl] = sorted({one.name for one in _needed(each.name, extras[each.name])} & set(refs))
    return [
        {"ref": ref, "dependsOn": [purl for name in names for purl in refs[name]]}
        for ref, names in needs.items()
    ]


def _extras(direct: Iterable[str]) -> dict[str, frozenset[str]]:
    """By library, the extras that somebody asks of it."""
    wanted: dict[str, frozenset[str]] = {}
    waiting = [_normal(Requirement(line)) for line in direct]
    while waiting:
        one = waiting.pop()
        known = wanted.get(one.name)
        if known is not None and one.extras <= known:
            continue
        wanted[one.name] = (known or frozenset()) | one.extras
        waiting += _needed(one.name, wanted[one.name])
    return wanted


def _needed(name: str, extras: frozenset[str]) -> Iterator[Requirement]:
    """What an installed library needs with these extras, on any system; nothing of one that is not here."""
    try:
        lines = metadata.requires(name) or []
    except metadata.PackageNotFoundError:
        return
    for requirement in map(_normal, map(Requirement, lines)):
        if _ever_holds(requirement, extras):
            yield requirement


def _normal(requirement: Requirement) -> Requirement:
    requirement.name = canonicalize_name(requirement.name)
    requirement.extras = frozenset(requirement.extras)  # type: ignore[assignment]
    return requirement


def _ever_holds(requirement: Requirement, extras: frozenset[str]) -> bool:
    if requirement.marker is None:
        return True
    usual = {"implementation_name": "cpython", "platform_python_implementation": "CPython"}
    return any(
        requirement.marker.evaluate(
            {
                **usual,
                **system,
                "python_version": python,
                "python_full_version": f"{python}.0",
                "extra": extra,
            }
        )
        for system, python, extra in itertools.product(_SYSTEMS, _PYTHONS, ("", *sorted(extras)))
    )


def written(document: dict[str, Any]) -> str:
    """As it stands in the file."""
    return json.dumps(document, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def main(path: Path = SBOM) -> int:
    try:
        text = written(bill())
    except NotInstalled as error:
        print(f"{error}.  Run: make setup", file=sys.stderr)
        return 1
    path.write_text(text, encoding="utf-8")
    print(f"{path.name}: {len(pinned())} libraries")
    return 0


if __name__ == "__main__":
    sys.exit(main())
