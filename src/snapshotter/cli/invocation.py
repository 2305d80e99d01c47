"""The options that stand before or after the command's name, and what they make of a run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from snapshotter.settings import Settings

_KEY = "snapshotter.global."
CAPTURE_SECTION = "Capture options"
NETWORK_SECTION = "Network options"
GLOBAL_SECTION = "Global options (before or after the command's name)"


class Option(click.Option):
    """An option that stands under a heading of its own in ``--help``."""

    def __init__(self, *args: Any, section: str = "Options", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.section = section


class Sections(click.Command):
    """Writes the options of a command section by section."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        sections: dict[str, list[tuple[str, str]]] = {}
        for param in self.get_params(ctx):
            record = param.get_help_record(ctx)
            if record is not None and isinstance(param, click.Option):
                sections.setdefault(getattr(param, "section", "Options"), []).append(record)
        for heading in ("Options", CAPTURE_SECTION, NETWORK_SECTION, GLOBAL_SECTION):
            if heading in sections:
                with formatter.section(heading):
                    formatter.write_dl(sections[heading])


@dataclass(frozen=True, slots=True)
class Invocation:
    """What holds for any command."""

    home: Path | None = None
    config: Path | None = None
    json: bool = False
    verbose: int = 0
    quiet: bool = False
    no_color: bool = False

    def archive_home(self) -> Path:
        """Absolute; need not exist."""
        import os

        from snapshotter.settings import find_home

        return find_home(self.home, os.environ, Path.cwd())

    def settings(self, overrides: Mapping[str, object] | None = None) -> Settings:
        """``config.toml`` with the options over it.  Raises :class:`ConfigError`."""
        import os

        from snapshotter import settings

        named = self.home is not None or bool(os.environ.get(settings.HOME_VARIABLE))
        loaded = settings.load(self.archive_home(), self.config, named=named)
        return settings.with_overrides(loaded, overrides or {})


def current() -> Invocation:
    """The options that were given, wherever they stood."""
    meta = click.get_current_context().meta
    return Invocation(**{key[len(_KEY) :]: value for key, value in meta.items() if key.startswith(_KEY)})


def _remember(ctx: click.Context, param: click.Parameter, value: Any) -> None:
    """``ctx.meta`` is shared by the program and the command, so the place of an option is no matter.

    None of them can be given as nothing.  Where a value comes from is not asked: click 8.4.0 tells that
    after this is called, and what stood before the command's name would be lost.
    """
    assert param.name is not None
    if not value:
        return
    key = _KEY + param.name
    ctx.meta[key] = ctx.meta.get(key, 0) + value if param.name == "verbose" else value


def global_options() -> list[click.Option]:
    """Fresh ones, for the program and for each command alike."""
    folder = click.Path(path_type=Path, file_okay=False)
    file = click.Path(path_type=Path, dir_okay=False)
    declared: list[tuple[tuple[str, ...], dict[str, Any]]] = [
        (("--home",), {"type": folder, "metavar": "DIR", "help": "The archive home."}),
        (
            ("--config",),
            {"type": file, "metavar": "FILE", "help": "Settings, instead of config.toml of the home."},
        ),
        (("--json",), {"is_flag": True, "help": "Machine output on stdout."}),
        (("-v", "--verbose"), {"count": True, "help": "Say more on stderr; twice: everything."}),
        (("-q", "--quiet"), {"is_flag": True, "help": "Say nothing on stderr but errors."}),
        (("--no-color",), {"is_flag": True, "help": "No colours; NO_COLOR does the same."}),
    ]
    shared: dict[str, Any] = {"callback": _remember, "expose_value": False, "section": GLOBAL_SECTION}
    return [Option(names, **attributes, **shared) for names, attributes in declared]


def declare(name: str, **attributes: Any) -> Callable[[Callable[..., int]], click.Command]:
    """A command that knows the global options; its function returns the exit code."""

    def decorate(function: Callable[..., int]) -> click.Command:
        @wraps(function)
        def begun(*args: Any, **kwargs: Any) -> int:
            _log_to_stderr(current().verbose)
            return function(*args, **kwargs)

        made: click.Command = click.command(name, cls=Sections, **attributes)(begun)
        made.params.extend(global_options())
        return made

    return decorate


def _log_to_stderr(verbose: int) -> None:
    """``-v`` shows what the program and its libraries log; without it nothing is imported."""
    if verbose:
        import logging

        level = logging.INFO if verbose == 1 else logging.DEBUG
        logging.basicConfig(level=level, format="%(levelname)s %(name)s: %(message)s")
        for tells_header_fields in ("hpack", "h2", "httpcore"):
            logging.getLogger(tells_header_fields).setLevel(logging.WARNING)
