"""docs/reference/cli.md is what the commands say of themselves.  Run this file to write it anew."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from snapshotter.cli.main import COMMANDS, program

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "cli.md"
_WIDTH = 100

_HEAD = """# Commands

The text of `--help`, command by command. Standard output carries data, standard error talk and progress: a
live view on a terminal, a line for every finished citation elsewhere. Global options stand before or after
the command's name.
"""


def help_of(*names: str) -> str:
    """``--help`` at a fixed width."""
    result = CliRunner().invoke(program, [*names, "--help"], terminal_width=_WIDTH, max_content_width=_WIDTH)
    assert result.exit_code == 0, result.output
    return result.output


def page() -> str:
    """The whole page."""
    parts = [_HEAD, f"```text\n{help_of()}```\n"]
    parts += [f"## `{name}`\n\n```text\n{help_of(name)}```\n" for name in COMMANDS]
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
