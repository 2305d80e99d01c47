"""The program ``snapshotter``: a group whose commands are imported when they are used.

Imports here cost every start; ``--help`` needs click and this module alone.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from types import MappingProxyType
from typing import Any, NoReturn

import click

from snapshotter import __version__
from snapshotter.cli.boundary import guarded
from snapshotter.cli.invocation import Sections, global_options
from snapshotter.cli.running import stop_as_ctrl_c

COMMANDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "citations": ("snapshotter.cli.citations", "List the citations of posts; touches no cited page."),
        "archive": ("snapshotter.cli.archive", "Capture every page that posts cite, into WARC."),
        "capture": ("snapshotter.cli.capture", "Capture single pages, without a post."),
        "assist": ("snapshotter.cli.assist", "Pass a page's wall yourself in a window; then it is captured."),
        "replay": ("snapshotter.cli.replay", "Read the archive in your own browser."),
        "import": ("snapshotter.cli.import_", "Take in WARC, ARC, WACZ and HAR files of other tools."),
        "list": ("snapshotter.cli.list", "List the posts of this archive."),
        "show": ("snapshotter.cli.show", "Show one post, citation or snapshot whole."),
        "verify": (
            "snapshotter.cli.verify",
            "Read every stored byte again and say whether the archive is sound.",
        ),
        "checkpoint": (
            "snapshotter.cli.checkpoint",
            "Print a small text that fixes the whole archive as it is now.",
        ),
        "restore": (
            "snapshotter.cli.restore",
            "Put back what is damaged or missing, byte for byte, from copies and exports.",
        ),
        "judge": ("snapshotter.cli.judge", "Derive the verdict of stored responses again, offline."),
        "audit": ("snapshotter.cli.audit", "Ask for every cited page again and say what became of it."),
        "rescue": (
            "snapshotter.cli.rescue",
            "Look in public archives for the pages that are lost, and keep what they have.",
        ),
        "export": (
            "snapshotter.cli.export",
            "Write the snapshots of posts as WACZ files that need nothing else.",
        ),
        "report": ("snapshotter.cli.report", "Tell what has become of the cited pages, as the audits found."),
        "robustify": (
            "snapshotter.cli.robustify",
            "Write archived copies beside the links of a post, into its own source.",
        ),
        "references": (
            "snapshotter.cli.references",
            "Write the reference list of a post, for readers or for other programs.",
        ),
        "unlock": ("snapshotter.cli.unlock", "Forget the lock of a run that died on another machine."),
        "reindex": ("snapshotter.cli.reindex", "Rebuild the catalogue from WARCs and manifests."),
        "doctor": ("snapshotter.cli.doctor", "Say what this machine lacks, and the command that mends it."),
        "demo": ("snapshotter.cli.demo", "A tour on a small web that the program serves itself."),
    }
)
"""Name: module that holds ``command``, and the line of ``--help``, so that help imports no command."""

_GARBAGE_OBJECTS = 100_000
"""The collector looks for cycles after so many new objects.  Loading the libraries makes more than
that and no garbage: at Python's own 700 it is a fifth of the CPU of a short run."""


class Program(Sections, click.Group):
    """The group: lazy, its global options in a section of their own, inside the error boundary."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        found = import_module(COMMANDS[cmd_name][0]).command
        assert isinstance(found, click.Command)
        return found

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        super().format_options(ctx, formatter)
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in COMMANDS and not args[0].startswith("-"):
            ctx.fail(f"No command {args[0]!r}.{_did_you_mean(args[0])}")
        return super().resolve_command(ctx, args)

    def main(  # type: ignore[override]  # one way to run: always through the boundary
        self, args: Sequence[str] | None = None, prog_name: str | None = None, **extra: Any
    ) -> NoReturn:
        arguments = list(sys.argv[1:] if args is None else args)
        if "_SNAPSHOTTER_COMPLETE" in os.environ:
            click.Group.main(self, arguments, "snapshotter")

        def work() -> object:
            with self.make_context("snapshotter", list(arguments), **extra) as context:
                return self.invoke(context)

        sys.exit(guarded(work, arguments))


def _did_you_mean(name: str) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, COMMANDS, n=1)
    return f"  Did you mean {near[0]!r}?" if near else ""


@click.command("snapshotter", cls=Program, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="%(prog)s %(version)s")
def program() -> None:
    """Keeps the evidence: every page a post cites, captured byte for byte into WARC.

    SOURCE is an http(s) address, a file, or - for standard input.  Exit codes: 0 done, 2 usage,
    3 some citations were not captured, 4 configuration invalid, 130 interrupted; the same command
    goes on where it stopped.
    """


program.params.extend(global_options())


def main() -> NoReturn:
    """The script's entry."""
    gc.set_threshold(_GARBAGE_OBJECTS, 10, 10)
    stop_as_ctrl_c()
    program.main()
