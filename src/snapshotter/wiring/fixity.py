"""``verify``: what an archive home, posts or files are held against."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

    from snapshotter.chain.checkpoints import Checkpoint
    from snapshotter.model.damage import Damage
    from snapshotter.model.fixity import FileReport
    from snapshotter.settings import Settings
    from snapshotter.workflows.verify_archive import Scope, Told
    from snapshotter.workflows.verify_chain import Trust


@dataclass(frozen=True, slots=True)
class VerifyWishes:
    """What is to be verified, and what is known from elsewhere."""

    names: tuple[str, ...] = ()
    """Posts, files, and folders with a copy of an archive home or of its ``warcs``; none for the home."""
    checkpoints: tuple[str, ...] = ()
    """Files with checkpoints, or the text of one."""
    keys: tuple[str, ...] = ()
    """Public keys in base 64, or files of them, one a line."""
    authorities: tuple[Path, ...] = ()
    """Certificates of time-stamp authorities, PEM."""
    scrub: bool = False
    """Pass over what was found sound within ``[fixity] scrub_days``."""
    strict: bool = False
    """Take every *should* of the standards for a *shall*."""

    @property
    def of_chain(self) -> bool:
        """Whether something is known that only a chain can be held against."""
        return bool(self.checkpoints or self.keys or self.authorities)


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found."""

    reports: tuple[FileReport, ...]
    damage: tuple[Damage, ...]


@dataclass(frozen=True, slots=True)
class Watching:
    """Who is told of the work while it is done."""

    begun: Callable[[int], None] = lambda _: None
    """How many bytes all files have that will be read."""
    told: Told = lambda _file, _done, _size: None
    checked: Callable[[FileReport], None] = lambda _: None
    """Every report, at once."""


def verify(home: Path, settings: Settings, wishes: VerifyWishes, watching: Watching) -> Verified:
    """Read posts, files or whole archive homes again.

    Changes nothing but the notes of what was found sound.  Raises :class:`UsageError` for a name that is
    neither post nor file nor archive, and where there is no archive: that nothing is damaged must not be
    said of a folder that was mistyped, nor that a checkpoint holds where it was held against nothing.
    """
    from snapshotter.errors import UsageError
    from snapshotter.manifest.store import ManifestFiles

    slugs = ManifestFiles(home).slugs()
    folders = [name for name in wishes.names if name not in slugs and Path(name).is_dir()]
    names = [name for name in wishes.names if name not in folders]
    if wishes.of_chain and names and not folders and not any(name in slugs for name in names):
        hint = "name a post or a copy of an archive as well, or none for the archive home"
        raise UsageError("--checkpoint and --trust are of an archive, and only files are named", hint=hint)
    parts: list[Verified] = []
    for folder in folders:
        with as_home(Path(folder)) as copy:
            parts.append(_verify(copy, settings, [], wishes, watching))
    if names or not folders:
        if not names and not (home / "warcs").is_dir():
            hint = "name one with --home, or a WARC or WACZ file"
            raise UsageError(f"there is no archive at {home}", hint=hint)
        parts.append(_verify(home, settings, names, wishes, watching))
    reports = tuple(report for part in parts for report in part.reports)
    return Verified(reports, tuple(each for part in parts for each in part.damage))


def _verify(
    home: Path,
    settings: Settings,
    names: Sequence[str],
    wishes: VerifyWishes,
    watching: Watching,
) -> Verified:
    from datetime import timedelta

    from snapshotter.chain.verified import VerifiedFiles
    from snapshotter.manifest.store import ManifestFiles
    from snapshotter.timestamps import now
    from snapshotter.warc.reader import warc_files
    from snapshotter.workflows.damage import DamageByCitation
    from snapshotter.workflows.verify_archive import VerifyArchive, readable, scope_of
    from snapshotter.workflows.verify_chain import HeldChain

    manifests = ManifestFiles(home)
    scope = scope_of(names, manifests, warc_files(home))
    by_citation = DamageByCitation(home)
    use_case = VerifyArchive(
        manifests,
        watching.told,
        chain=HeldChain(home, _trust(wishes)),
        damage=by_citation,
        sound=VerifiedFiles(home),
        not_since=now() - timedelta(days=settings.fixity.scrub_days) if wishes.scrub else None,
        strict=wishes.strict,
    )
    watching.begun(_bytes(scope))
    reports = []
    for report in use_case.run(scope):
        watching.checked(report)
        reports.append(report)
    return Verified(tuple(reports), tuple(by_citation.told(lambda: readable(manifests), use_case.held)))


def _bytes(scope: Scope) -> int:
    return sum(_size(path) for path in (*scope.own, *(path for _, path in scope.others)))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:  # closed meanwhile by the run that writes it, or told when it is its turn
        return 0


@contextmanager
def as_home(folder: Path) -> Iterator[Path]:
    """An archive home for a folder that is one, or that is (a copy of) the ``warcs`` of one.

    Raises :class:`UsageError` for another folder.
    """
    from tempfile import TemporaryDirectory

    from snapshotter.errors import UsageError

    folder = folder.resolve()
    if (folder / "warcs").is_dir():
        yield folder
    elif folder.name == "warcs":
        yield folder.parent
    elif any(folder.glob("*.warc.gz")) or (folder / "chain.jsonl").exists():
        with TemporaryDirectory(prefix="snapshotter-") as temporary:
            (Path(temporary) / "warcs").symlink_to(folder, target_is_directory=True)
            yield Path(temporary)
    else:
        raise UsageError(
            f"{folder} is no copy of an archive: it has neither warcs/ nor WARC files",
            hint="Name an archive home, or a copy of its warcs/.",
        )


def _trust(wishes: VerifyWishes) -> Trust:
    from snapshotter.workflows.verify_chain import Trust

    checkpoints = tuple(_checkpoint(given) for given in wishes.checkpoints)
    keys = tuple(key for given in wishes.keys for key in _keys(given))
    return Trust(checkpoints, keys, _certificates(wishes.authorities))


def _checkpoint(given: str) -> tuple[str, Checkpoint]:
    """A checkpoint from a file, or from its own text."""
    from snapshotter.chain.checkpoints import MAX_BYTES, found_in
    from snapshotter.errors import UsageError

    path = Path(given)
    try:
        if "\n" not in given and path.is_file():
            with path.open("rb") as file:
                text = file.read(MAX_BYTES).decode("utf-8", "replace")
            return f"the checkpoint {path.name}", found_in(text)
        return "the checkpoint", found_in(given)
    except (OSError, ValueError) as trouble:
        raise UsageError(
            f"--checkpoint {given[:80]!r}: neither a file with a checkpoint nor one: {trouble}",
            hint="Give the file that `snapshotter checkpoint -o FILE` wrote.",
        ) from trouble


def _keys(given: str) -> list[str]:
    path = Path(given)
    if _is_file(path):
        lines = path.read_text("utf-8", "replace").splitlines()
        return [line.split("#")[0].strip() for line in lines if line.split("#")[0].strip()]
    return [given.strip()]


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # no name that a file can have
        return False


def _certificates(paths: Sequence[Path]) -> tuple[Certificate, ...]:
    from snapshotter.signing.certificates import certificates

    return tuple(each for path in paths for each in certificates(path))
