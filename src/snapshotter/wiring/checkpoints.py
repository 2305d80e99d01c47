"""Checkpoints of the chain: who signs them, who stamps them, and where they are written."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from snapshotter.chain.checkpoints import Checkpoint
    from snapshotter.chain.log import ChainLog
    from snapshotter.ports import Watch
    from snapshotter.settings import Settings


@dataclass(frozen=True, slots=True)
class Made:
    """A checkpoint that was made, and what was noticed on the way."""

    checkpoint: Checkpoint
    edited: tuple[str, ...]
    """Manifests that are not as the chain says, by their slugs."""
    taken_in: bool
    """Whether they were entered as they are."""
    key_was_made: bool = False


async def checkpoint(
    home: Path, settings: Settings, *, take_edited: bool, output: Path | None, watch: Watch
) -> Made:
    """Make one under the archive's lock.  ``settings.fixity`` says who vouches.

    Raises :class:`UsageError` where there is nothing to make one of, :class:`ConfigError` for a key that
    cannot be used, :class:`StampRefused`, and :class:`CaptureError` for an authority out of reach.
    """
    from snapshotter.errors import UsageError
    from snapshotter.model.events import Notice
    from snapshotter.warc.lock import archive_lock
    from snapshotter.warc.recovery import recover
    from snapshotter.wiring.stores import opened_growth
    from snapshotter.workflows.editing import Edited

    if not (home / "warcs").is_dir():
        hint = "name the archive home with --home, or archive a post first: snapshotter archive SOURCE"
        raise UsageError(f"{home}: no archive here", hint=hint)
    with archive_lock(home, "checkpoint") as killed:
        growth = opened_growth(home, lambda told: watch(Notice(told)), again=True)
        recover(home, growth, killed=killed)
        if not growth.exists:
            raise UsageError(f"{home}: nothing was archived yet", hint="snapshotter archive SOURCE")
        edited = Edited(home, growth)
        found = tuple(edited.take_in() if take_edited else edited.find())
        existed = _key(settings).exists()
        made = await make(growth, settings, home, watch, output)
        return Made(made, found, take_edited, settings.fixity.sign and not existed)


async def make(
    growth: ChainLog, settings: Settings, home: Path, watch: Watch, output: Path | None = None
) -> Checkpoint:
    """Fix the chain as it is, have it vouched for, enter it, and write it to its files.

    Only for the holder of the archive's lock.  Raises as :func:`checkpoint`, and :class:`WriteFailed`.
    """
    from snapshotter.chain.checkpoints import Checkpoint
    from snapshotter.errors import WriteFailed
    from snapshotter.signing import keys
    from snapshotter.timestamps import now
    from snapshotter.wiring.time_stamping import Authority

    made = Checkpoint(growth.id, growth.entries, growth.last_head, now().replace(microsecond=0))
    fixity = settings.fixity
    if fixity.sign:
        signer = keys.signer(_key(settings))
        made = made.signed(signer.public_key, signer.sign(made.signed_text))
    if fixity.time_stamp:
        authority = Authority(settings, fixity.time_stamp, watch)
        made = made.stamped(await authority.stamp(made.stamped_text.encode()))
    try:
        growth.noted(made.text)
        for path in (output, home / fixity.checkpoint_file if fixity.checkpoint_file else None):
            if path is not None:
                write(path, made)
    except OSError as trouble:
        raise WriteFailed(
            f"{trouble.filename or home}: {trouble.strerror or trouble}",
            hint="make room on the disk and make sure that the file can be written",
        ) from trouble
    return made


def write(path: Path, checkpoint: Checkpoint) -> None:
    """Put a checkpoint into a file of its own.  Raises ``OSError``."""
    from snapshotter.durable import write_atomically

    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, checkpoint.text.encode())


def _key(settings: Settings) -> Path:
    from snapshotter.signing.keys import default_key

    return Path(settings.fixity.key).expanduser() if settings.fixity.key else default_key()
