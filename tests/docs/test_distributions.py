"""What is published: the same bytes wherever it is built, with the licence, and nothing that strayed."""

from __future__ import annotations

import shutil
import tarfile
import zipfile
from pathlib import Path

import pytest
from hatchling.builders.sdist import SdistBuilder
from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).resolve().parents[2]
NEEDED = ("pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", "SECURITY.md", ".gitignore")
AT_THE_TOP = {
    *NEEDED, "PKG-INFO", "Makefile", "config.toml", "sbom.cdx.json", ".pre-commit-hooks.yaml",
    "src", "tests", "bench", "fuzz", "supply", "docs", "requirements",
}  # fmt: skip
STRAY = (".pyc", ".new", ".orig", ".rej", ".swp", ".log", ".open", ".sqlite", ".pem", ".key", ".egg-info")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    return built(WheelBuilder, ROOT, tmp_path_factory.mktemp("wheel"))


def built(builder, root: Path, folder: Path) -> Path:
    (path,) = builder(str(root)).build(directory=str(folder), versions=["standard"])
    return Path(path)


def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return {name for name in archive.namelist() if not name.endswith("/")}


def sources() -> set[str]:
    package = ROOT / "src" / "snapshotter"
    found = {path for path in package.rglob("*") if path.is_file() and "__pycache__" not in path.parts}
    return {path.relative_to(package.parent).as_posix() for path in found}


def test_the_wheel_is_the_package_and_its_licence(wheel):
    about = {name for name in names(wheel) if not name.startswith("snapshotter/")}
    assert names(wheel) - about == sources()
    assert {name.partition("/")[2] for name in about} == {
        "METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE",
    }  # fmt: skip
    assert [name for name in names(wheel) if name.endswith(STRAY)] == []


def test_the_wheel_has_the_licence_as_it_is_here(wheel):
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (each for each in archive.namelist() if each.endswith("licenses/LICENSE"))
        assert archive.read(name) == (ROOT / "LICENSE").read_bytes()
        (about,) = (each for each in archive.namelist() if each.endswith("METADATA"))
        assert b"\nLicense-Expression: Apache-2.0\n" in archive.read(about)


def test_built_elsewhere_it_has_the_same_bytes(wheel, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    shutil.copytree(ROOT / "src", elsewhere / "src", ignore=shutil.ignore_patterns("__pycache__"))
    for name in NEEDED:
        shutil.copyfile(ROOT / name, elsewhere / name)
    for path in elsewhere.rglob("*"):
        path.touch()
    assert built(WheelBuilder, elsewhere, tmp_path / "dist").read_bytes() == wheel.read_bytes()


def test_the_source_archive_holds_what_belongs_there(tmp_path):
    with tarfile.open(built(SdistBuilder, ROOT, tmp_path)) as archive:
        paths = [Path(*Path(name).parts[1:]) for name in archive.getnames()]
        owners = {(each.uid, each.gid, each.uname, each.gname) for each in archive.getmembers()}
    assert {path.parts[0] for path in paths} <= AT_THE_TOP
    assert {Path("LICENSE"), Path("SECURITY.md"), Path("sbom.cdx.json")} <= set(paths)
    assert [path for path in paths if path.name.endswith(STRAY) or "__pycache__" in path.parts] == []
    assert owners == {(0, 0, "", "")}
