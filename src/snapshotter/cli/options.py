"""Options that several commands share, and the settings they override."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import click

from snapshotter.cli.invocation import NETWORK_SECTION, Invocation, Option
from snapshotter.settings import Settings

Decorated = TypeVar("Decorated", bound=Callable[..., Any])
_SETTING = {"timeout": "timeout_s", "host_delay": "host_delay_s"}


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
            "type": click.Path(exists=True, dir_okay=False, resolve_path=True),
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


def network_options(function: Decorated) -> Decorated:
    """For every command that goes out; they arrive as ``**network``."""
    for name, attributes in reversed(_NETWORK):
        function = click.option(name, cls=Option, section=NETWORK_SECTION, default=None, **attributes)(
            function
        )
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


def with_network(invocation: Invocation, network: Mapping[str, Any]) -> Settings:
    """The settings with these options over them.  ``--connect-to`` adds to the file's, before them.

    Raises :class:`ConfigError`; an option that makes no sense is a usage error.
    """
    from snapshotter.errors import ConfigError, UsageError
    from snapshotter.settings import with_overrides

    settings = invocation.settings()
    given = {f"network.{_SETTING.get(name, name)}": value for name, value in network.items()}
    given |= {f"network.{name}": network[name] or None for name in ("allow_private", "insecure")}
    given["network.connect_to"] = (*network["connect_to"], *settings.network.connect_to)
    try:
        return with_overrides(settings, given)
    except ConfigError as error:
        raise UsageError(error.message, hint=error.hint) from error
