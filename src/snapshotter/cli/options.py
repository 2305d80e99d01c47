"""Options that several commands share, and the settings they override."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

import click

from snapshotter.cli.invocation import CAPTURE_SECTION, NETWORK_SECTION, Invocation, Option
from snapshotter.settings import Settings

Decorated = TypeVar("Decorated", bound=Callable[..., Any])
_FILE = click.Path(exists=True, dir_okay=False, resolve_path=True)

_NETWORK: tuple[tuple[str, dict[str, Any]], ...] = (
    (
        "--connect-to",
        {
            "multiple": True,
            "metavar": "HOST1:PORT1:HOST2:PORT2",
            "help": "Connect to HOST2:PORT2 instead, as curl does; empty HOST1 or PORT1: any. Repeatable.",
        },
    ),
    ("--allow-private", {"is_flag": True, "help": "Go to loopback, private and link-local addresses too."}),
    ("--insecure", {"is_flag": True, "help": "Record certificate trouble instead of failing on it."}),
    ("--user-agent", {"metavar": "TEXT", "help": "The User-Agent to send."}),
    ("--proxy", {"metavar": "URL", "help": "http, https, socks5 or socks5h."}),
    (
        "--ca-bundle",
        {
            "type": _FILE,
            "metavar": "FILE",
            "help": "Further certificate authorities to trust (PEM).",
        },
    ),
    ("--jobs", {"type": click.IntRange(min=1), "metavar": "N", "help": "Pages at the same time [4]."}),
    (
        "--timeout",
        {
            "type": click.FloatRange(min=0, min_open=True),
            "metavar": "S",
            "help": "Seconds for one page [60].",
        },
    ),
    (
        "--host-delay",
        {
            "type": click.FloatRange(min=0),
            "metavar": "S",
            "help": "Seconds between two pages of one host [1].",
        },
    ),
    ("--retries", {"type": click.IntRange(min=0), "metavar": "N", "help": "Further attempts [1]."}),
)

_CAPTURE: tuple[tuple[str, dict[str, Any]], ...] = (
    ("--pdf", {"is_flag": True, "help": "Print every page to PDF as well."}),
    ("--static-html", {"is_flag": True, "help": "Keep every page as one HTML file without scripts as well."}),
    ("--video", {"is_flag": True, "help": "Keep videos and subtitles as files as well (needs yt-dlp)."}),
    (
        "--viewport",
        {
            "multiple": True,
            "metavar": "WIDTHxHEIGHT",
            "help": "A further view of every page: pixels, or mobile.  Repeatable.",
        },
    ),
    ("--mobile", {"is_flag": True, "help": "A further view as on a telephone: --viewport mobile."}),
    (
        "--profile",
        {"type": _FILE, "metavar": "FILE", "help": "Cookies and storage of a login, as assist saves them."},
    ),
    (
        "--cookies",
        {"type": _FILE, "metavar": "FILE", "help": "Cookies: cookies.txt, or JSON of a browser extension."},
    ),
    (
        "--block-list",
        {
            "multiple": True,
            "type": _FILE,
            "metavar": "FILE",
            "help": "Keep pages from the hosts of this list.  Repeatable.",
        },
    ),
    ("--no-scroll", {"is_flag": True, "help": "Do not scroll: what comes on scrolling will lack."}),
    ("--no-banners", {"is_flag": True, "help": "Leave banners and overlays as they are."}),
    ("--no-gap-fill", {"is_flag": True, "help": "Do not fetch what a page refers to and has not asked for."}),
    (
        "--no-redact",
        {"is_flag": True, "help": "Keep cookies, tokens and passwords of requests: for your own eyes only."},
    ),
    (
        "--proof/--no-proof",
        {"help": "Load every page again from the archive alone, or do not (default: do)."},
    ),
)

_SETTING: Mapping[str, str] = {
    "timeout": "network.timeout_s",
    "host_delay": "network.host_delay_s",
    "pdf": "capture.pdf",
    "static_html": "capture.static_html",
    "video": "capture.video",
    "viewport": "capture.viewports",
    "profile": "capture.profile",
    "cookies": "capture.cookies",
    "block_list": "capture.block_list",
    "no_scroll": "behaviours.scroll",
    "no_banners": "behaviours.banners",
    "no_gap_fill": "behaviours.gap_fill",
    "no_redact": "archive.redact",
    "proof": "proof.after_capture",
}
"""The setting that an option is for; all others are of ``[network]`` and have its name."""


def network_options(function: Decorated) -> Decorated:
    """For every command that goes out; they arrive as ``**options``, see :func:`with_options`."""
    return _declared(_NETWORK, NETWORK_SECTION, function)


def capture_options(function: Decorated) -> Decorated:
    """For every command that captures; they arrive as ``**options`` too."""
    return _declared(_CAPTURE, CAPTURE_SECTION, function)


def assist_options(function: Decorated) -> Decorated:
    """The same for ``assist``, which has a ``--profile`` of its own."""
    return _declared(tuple(each for each in _CAPTURE if each[0] != "--profile"), CAPTURE_SECTION, function)


def proof_option(function: Decorated) -> Decorated:
    """``--proof/--no-proof`` alone, for a command that takes no other option of a capture."""
    return _declared(
        tuple(each for each in _CAPTURE if each[0] == "--proof/--no-proof"), CAPTURE_SECTION, function
    )


def _declared(
    options: tuple[tuple[str, dict[str, Any]], ...], section: str, function: Decorated
) -> Decorated:
    for name, attributes in reversed(options):
        function = click.option(name, cls=Option, section=section, default=None, **attributes)(function)
    return function


def source_options(function: Decorated) -> Decorated:
    """``SOURCE... --base-url --format``."""
    for decorate in (
        click.option(
            "--format", "format_name", metavar="NAME", help="The format of SOURCE; else it is detected."
        ),
        click.option("--base-url", metavar="URL", help="The public address of SOURCE."),
        click.argument("sources", nargs=-1, required=True, metavar="SOURCE..."),
    ):
        function = decorate(function)
    return function


def post_filters(function: Decorated) -> Decorated:
    """``--include-post --exclude-post``, for sources that hold many posts."""
    for decorate in (
        click.option(
            "--exclude-post",
            multiple=True,
            metavar="PATTERN",
            help="No posts whose address or path matches.  Repeatable.",
        ),
        click.option(
            "--include-post",
            multiple=True,
            metavar="PATTERN",
            help="Of many posts, only those whose address or path matches.  Repeatable.",
        ),
    ):
        function = decorate(function)
    return function


def with_options(invocation: Invocation, options: Mapping[str, Any]) -> Settings:
    """The settings with these options over them.  What may be repeated adds to the file's, before it.

    Raises :class:`ConfigError`; an option that makes no sense is a usage error.
    """
    from snapshotter.errors import ConfigError, UsageError
    from snapshotter.settings import with_overrides

    settings = invocation.settings()
    try:
        return with_overrides(settings, dict(_overrides(options, settings)))
    except ConfigError as error:
        raise UsageError(error.message, hint=error.hint) from error


def _overrides(options: Mapping[str, Any], settings: Settings) -> Iterator[tuple[str, object]]:
    """Setting and value of every option that was given; a flag that was not given changes nothing."""
    given = {name: value for name, value in options.items() if not _is_unset(name, value)}
    if given.pop("mobile", False):
        given["viewport"] = (*given.get("viewport", ()), "mobile")
    for name, value in given.items():
        setting = _SETTING.get(name, f"network.{name}")
        if isinstance(value, tuple):
            table, _, key = setting.partition(".")
            yield setting, tuple(dict.fromkeys((*value, *getattr(getattr(settings, table), key))))
        else:
            yield setting, not value if name.startswith("no_") else value


def _is_unset(name: str, value: object) -> bool:
    """Of an option with two names, the second says no."""
    return value is None or value == () or (value is False and name != "proof")
