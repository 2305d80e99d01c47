"""The how-to pages hold to the code: commands and options exist, files are what they say they are."""

from __future__ import annotations

import configparser
import re
import shlex
import tomllib
from pathlib import Path

import click
import pytest
import yaml

from snapshotter.audit.policy import Policy
from snapshotter.cli.main import COMMANDS, program
from snapshotter.settings import Settings, with_overrides

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted((ROOT / "docs" / "how-to").glob("*.md"))
HOOKS = ROOT / ".pre-commit-hooks.yaml"
OURS = ("audit-on-schedule.md", "github-action.md", "pre-commit.md", "prove-your-archive.md")


def blocks(page: Path, *languages: str) -> list[str]:
    """The fenced blocks in these languages."""
    found = re.findall(r"^```(\w+)\n(.*?)^```", page.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    return [text for language, text in found if language in languages]


def page(name: str) -> Path:
    return ROOT / "docs" / "how-to" / name


def arguments(line: str) -> list[str]:
    """What follows the program's name, up to the end of the command."""
    words = shlex.split(line, comments=True)
    end = next(
        (number for number, word in enumerate(words) if word in {"&&", "||", ">>", ">/dev/null"}), None
    )
    return words[1:end]


def called(text: str) -> list[list[str]]:
    """All calls of the program in a block."""
    calls = re.findall(r"(?<![\w./:-])(?:%h/\.local/bin/)?(snapshotter [^\n|;}]+)", text)
    return [arguments(part) for call in calls for part in re.split(r"&& (?=snapshotter )", call)]


def calls(which: Path) -> list[list[str]]:
    text = "\n".join(blocks(which, "sh", "cron", "ini", "yaml"))
    return [call for call in called(text) if call]


def understood(call: list[str]) -> click.Context:
    """The context that click makes of a call; raises for what the command does not know.

    What stands before the command's name may stand after it as well.
    """
    at = next(
        (number for number, word in enumerate(call) if not word.startswith("-") and word in COMMANDS), 0
    )
    command = program.get_command(None, call[at])
    if command is None:
        raise click.UsageError(f"no command {call[at]!r}")
    group = click.Context(program, info_name="snapshotter", **program.context_settings)
    return command.make_context(call[at], call[:at] + call[at + 1 :], parent=group)


def complaint(call: list[str]) -> str:
    """What click has to say against a call; the reader's own files are not here."""
    try:
        understood(call)
    except click.UsageError as error:
        return "" if error.message.endswith("does not exist.") else error.message
    return ""


ALL_CALLS = [(which.name, call) for which in PAGES for call in calls(which)]


def test_there_is_something_to_hold_to():
    assert len([call for name, call in ALL_CALLS if name in OURS]) >= 12
    named = {word for _, call in ALL_CALLS for word in call if word in COMMANDS}
    assert {"audit", "report", "archive", "doctor", "assist"} <= named


@pytest.mark.parametrize(
    ("name", "call"), ALL_CALLS, ids=lambda value: value if isinstance(value, str) else None
)
def test_every_command_is_one_that_the_program_understands(name, call):
    assert complaint(call) == "", f"{name}: {call}"


@pytest.mark.parametrize("call", [["audit", "--dew"], ["adit"], ["report", "--format", "docx"]])
def test_a_command_that_is_wrong_would_be_noticed(call):
    assert complaint(call)


def policies() -> list[str]:
    texts = [path.read_text(encoding="utf-8") for path in map(page, OURS)]
    found = [word for text in texts for word in re.findall(r'--fail-on[ ,]+"?([a-z:,-]+)', text)]
    return found + re.findall(r"POLICY: (\S+)", texts[1])


def test_every_policy_is_one():
    assert len(policies()) >= 8
    for text in policies():
        assert Policy.parse(text) is not None
    for name in OURS:
        for text in re.findall(r"`([a-z-]+(?:[:,][a-z:,-]+)+)`", page(name).read_text(encoding="utf-8")):
            if not text.endswith(":"):
                Policy.parse(text)


def test_the_workflow_is_one():
    document = yaml.safe_load(blocks(page("github-action.md"), "yaml")[0])
    triggers = document[True]  # YAML 1.1 reads "on" so
    assert {"push", "schedule"} <= set(triggers)
    assert document["permissions"] == {"contents": "write"}
    steps = document["jobs"]["citations"]["steps"]
    assert all(("run" in step) != ("uses" in step) for step in steps)
    assert all(re.fullmatch(r"[\w-]+/[\w-]+@v\d+", step["uses"]) for step in steps if "uses" in step)
    runs = [step.get("run", "") for step in steps]
    order = [
        next(n for n, run in enumerate(runs) if word in run) for word in (" archive", " audit", "git push")
    ]
    assert order == sorted(order)
    assert "--check" in runs[-1], "nothing may come after the step that fails"


def hooks(document: list[dict]) -> list[dict]:
    return [hook for repo in document for hook in repo["hooks"]]


def test_the_hook_is_one_and_both_ways_run_the_same():
    (hook,) = yaml.safe_load(HOOKS.read_text(encoding="utf-8"))
    assert (hook["id"], hook["language"], hook["pass_filenames"]) == ("snapshotter-check", "python", False)
    entry = understood(arguments(hook["entry"]))
    assert entry.params["check"] is True
    pattern = re.compile(hook["files"])
    assert pattern.search("warcs/manifests/a-post.json")
    assert pattern.search("site/warcs/manifests/a-post.json")
    assert not pattern.search("warcs/index/a.cdxj")
    configured = [yaml.safe_load(block)["repos"] for block in blocks(page("pre-commit.md"), "yaml")]
    for each in [one for repos in configured for one in hooks(repos)]:
        assert each["id"] == hook["id"]
        understood([*arguments(hook["entry"]), *each["args"]])
    (local,) = hooks(configured[1])
    assert all(local[key] == hook[key] for key in ("name", "entry", "files", "pass_filenames"))


def test_the_units_are_units():
    service, timer = [unit(block) for block in blocks(page("audit-on-schedule.md"), "ini")]
    started = [re.search(r"snapshotter (\w+)", line).group(1) for line in service["Service"]["execstart"]]
    assert started == ["audit", "report", "report"]
    assert service["Service"]["type"] == ["oneshot"]
    assert timer["Install"]["wantedby"] == ["timers.target"]
    assert re.fullmatch(r"\*-\*-\* \d\d:\d\d:\d\d", timer["Timer"]["oncalendar"][0])


def unit(text: str) -> dict[str, dict[str, list[str]]]:
    """Sections of a unit file; a key may stand several times."""
    numbered = "\n".join(
        re.sub(r"^(\w+)=", rf"\1#{number}=", line) for number, line in enumerate(text.splitlines())
    )
    parser = configparser.ConfigParser(interpolation=None, comment_prefixes=(";",))
    parser.read_string(numbered)
    sections: dict[str, dict[str, list[str]]] = {}
    for name in parser.sections():
        for key, value in parser[name].items():
            sections.setdefault(name, {}).setdefault(key.partition("#")[0], []).append(value)
    return sections


def test_the_line_of_cron_has_its_five_fields():
    (block,) = blocks(page("audit-on-schedule.md"), "cron")
    (line,) = block.strip().splitlines()
    assert re.match(r"\d+ \d+ \* \* \*\s+snapshotter ", line)
    assert "%" not in line, "cron ends a command there"


def test_every_setting_of_a_page_is_one():
    (block,) = blocks(page("audit-on-schedule.md"), "toml")
    chosen = {f"audit.{key}": value for key, value in tomllib.loads(block)["audit"].items()}
    assert with_overrides(Settings(), chosen).audit.confirm_days == chosen["audit.confirm_days"]


def test_links_lead_somewhere():
    for which in PAGES:
        for target in re.findall(r"\]\(([^):]+)\)", which.read_text(encoding="utf-8")):
            path, _, anchor = target.partition("#")
            found = (which.parent / path) if path else which
            assert found.exists(), f"{which.name}: {target}"
            headings = re.findall(r"^#+ (.*)$", found.read_text(encoding="utf-8"), re.MULTILINE)
            assert not anchor or anchor in [heading.lower().replace(" ", "-") for heading in headings]
