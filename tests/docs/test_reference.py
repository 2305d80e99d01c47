"""The reference holds to the code: every command, option, setting, exit code and error code."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import fields
from pathlib import Path
from typing import get_args

import pytest

from snapshotter import errors, settings
from snapshotter.cli.exit_codes import ExitCode
from snapshotter.cli.main import COMMANDS, program
from snapshotter.conformance.codes import CODES
from snapshotter.manifest.document import CITATION_KEYS
from snapshotter.model.capture import ArtefactName
from snapshotter.model.citation import Kind, Region
from snapshotter.model.proof import Grade, Proof
from snapshotter.model.verdict import PAGE_CLASSES
from snapshotter.posts.intake.formats import FORMATS
from tests.docs import cli_page, conformance_page

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "docs" / "reference"
SOURCES = sorted((ROOT / "src" / "snapshotter").rglob("*.py"))


def rows(page: str) -> list[list[str]]:
    """The cells of all tables of a page, their headings left out."""
    lines = (REFERENCE / page).read_text(encoding="utf-8").splitlines()
    table = [line for line in lines if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in table]


def settings_rows() -> list[tuple[str, list[str]]]:
    """Table and cells of every setting that is described."""
    found, table = [], ""
    for line in (REFERENCE / "config.md").read_text(encoding="utf-8").splitlines():
        if heading := re.fullmatch(r"## `\[([a-z]+)\]`", line):
            table = heading.group(1)
        elif re.match(r"\| `[a-z_]+` \|", line):
            found.append((table, [cell.strip() for cell in line.strip("|").split(" | ")]))
    return found


def error_classes(root=errors.SnapshotterError):
    yield root
    for child in root.__subclasses__():
        if child.__module__ == errors.__name__:
            yield from error_classes(child)


def options(name: str) -> dict[str, object]:
    """Long names of a command's options, and their parameters."""
    command = program.get_command(None, name)
    return {option: param for param in command.params for option in param.opts if option.startswith("--")}


def test_the_page_of_commands_is_what_help_says():
    assert cli_page.PAGE.read_text(encoding="utf-8") == cli_page.page(), "run: make docs"


def test_the_page_of_conformance_is_what_the_tables_say():
    said = conformance_page.PAGE.read_text(encoding="utf-8")
    assert said == conformance_page.page(), "run: make docs"


def test_every_code_of_conformance_is_given_by_some_check():
    room = ROOT / "src" / "snapshotter" / "conformance"
    source = "".join(path.read_text("utf-8") for path in room.glob("*.py") if path.name != "codes.py")
    assert [code for code in CODES if f'"{code}"' not in source] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_helped(name):
    text = cli_page.help_of(name)
    for option, param in options(name).items():
        assert param.help, option
        assert f"{option} " in text


def test_every_setting_is_described_with_its_default():
    described = {(table, cells[0].strip("`")): cells for table, cells in settings_rows()}
    for table in fields(settings.Settings):
        for entry in fields(getattr(settings.Settings(), table.name)):
            default = getattr(getattr(settings.Settings(), table.name), entry.name)
            written = tomllib.loads(f"value = {described[table.name, entry.name][1].strip('`')}")["value"]
            assert (tuple(written) if isinstance(written, list) else written) == default
            assert described[table.name, entry.name][-1]


def test_no_setting_is_described_that_is_not_there():
    known = {
        (table.name, entry.name)
        for table in fields(settings.Settings)
        for entry in fields(getattr(settings.Settings(), table.name))
    }
    described = [(table, cells[0].strip("`")) for table, cells in settings_rows()]
    assert sorted(described) == sorted(known)


def test_every_option_of_a_setting_exists_and_says_its_default():
    for cells in rows("config.md"):
        if len(cells) == 4 and cells[2].startswith("`--"):
            option = options("archive")[cells[2].strip("`")]
            shown = re.search(r"\[([^\]]+)\]$", option.help.rstrip("."))
            if shown:
                assert shown.group(1) == str(tomllib.loads(f"v = {cells[1].strip('`')}")["v"]).removesuffix(
                    ".0"
                )


def test_every_environment_variable_is_described():
    text = (REFERENCE / "config.md").read_text(encoding="utf-8")
    for source in SOURCES:
        for name in re.findall(r"\bSNAPSHOTTER_[A-Z]+\b", source.read_text(encoding="utf-8")):
            assert name in text, f"{source}: {name}"


def test_every_exit_code_is_described_and_no_other():
    described = [int(cells[0]) for cells in rows("exit-codes.md") if cells[0].isdigit()]
    assert described == [int(code) for code in ExitCode]


def test_every_error_is_described_with_its_exit_code():
    described = {
        cells[0].strip("`"): int(cells[1]) for cells in rows("errors.md") if cells[0].startswith("`")
    }
    for each in error_classes():
        assert described[each.code] == each.exit_code, each.code


def test_every_code_given_to_an_error_in_passing_is_described():
    described = {cells[0].strip("`") for cells in rows("errors.md")}
    given = re.compile(r'Error\([^()]*(?:\([^()]*\)[^()]*)*\bcode="([a-z.-]+)"')
    found = {code for source in SOURCES for code in given.findall(source.read_text(encoding="utf-8"))}
    assert "config.unknown-key" in found
    assert found <= described


def test_no_error_is_described_that_is_not_there():
    described = {cells[0].strip("`") for cells in rows("errors.md") if cells[0].startswith("`")}
    text = "\n".join(source.read_text(encoding="utf-8") for source in SOURCES)
    assert [code for code in sorted(described) if f'"{code}"' not in text] == []


def test_the_json_of_the_pages_is_json():
    for page in sorted(REFERENCE.glob("*.md")):
        for block in re.findall(r"```json\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL):
            json.loads(block)


def test_links_between_the_pages_lead_somewhere():
    for page in sorted(REFERENCE.glob("*.md")):
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_every_reason_of_an_outcome_is_described():
    described = set(re.findall(r"`([a-z.-]+)`", (REFERENCE / "outcomes.md").read_text(encoding="utf-8")))
    sources = {path: path.read_text(encoding="utf-8") for path in SOURCES}
    given = {code for text in sources.values() for code in re.findall(r'Reason\("([^"]+)"', text)}
    given |= {error.code for error in error_classes(errors.CaptureError)} - {"capture.failed"}
    skips = sources[ROOT / "src" / "snapshotter" / "posts" / "address" / "skips.py"]
    given |= set(re.findall(r'return "([a-z-]+)"', skips))
    assert len(given) > 15
    assert given <= described, given - described


def first_cells(page: str) -> set[str]:
    return {cells[0].strip("`") for cells in rows(page) if cells[0].startswith("`")}


def test_every_format_is_described():
    assert first_cells("formats.md") == set(FORMATS)


def test_every_key_kind_and_region_of_a_citation_is_described():
    words = first_cells("citations.md")
    assert set(CITATION_KEYS) <= words
    assert set(get_args(Kind)) <= words
    assert set(get_args(Region)) <= words


def test_every_reason_to_skip_is_described():
    written = {
        reason
        for name in ("skips.py", "citations.py")
        for path in SOURCES
        if path.name == name and "posts" in path.parts
        for reason in re.findall(
            r'(?:return|Resolved\([^"\n]*|if [^"\n]*) ?"([a-z]+(?:-[a-z]+)+)"', path.read_text()
        )
    }
    assert {"same-document", "same-site", "invalid-url", "private-address"} <= written
    assert written <= first_cells("citations.md")


def test_every_class_and_rule_of_a_verdict_is_described():
    from snapshotter.verdicts.judging import rules

    words = first_cells("verdicts.md")
    assert set(PAGE_CLASSES) | {rule.name for rule in rules()} <= words
    assert words <= set(PAGE_CLASSES) | {rule.name for rule in rules()} | {"class", "rule"}


def test_everything_that_a_snapshot_may_hold_is_described():
    described = set(re.findall(r"`([a-z.-]+)`", (REFERENCE / "snapshots.md").read_text(encoding="utf-8")))
    text = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES if "capture" in path.parts)
    steps = re.findall(r"(?:_step|_steps\.run|Step)\(\s*\"([a-z-]+)\"", text)
    budgets = re.findall(r"(?:Cut|_cut)\(\s*\"([a-z-]+)\"", text)
    findings = re.findall(r"(?:Finding|_finding|_find|_say)\(\s*\"([a-z]+\.[a-z-]+)\"", text)
    assert {"scroll", "look"} <= set(steps)
    assert {"gap-count", "page-bytes"} <= set(budgets)
    assert {"page.popups", "http.malformed"} <= set(findings)
    for group in (steps, budgets, findings, get_args(ArtefactName)):
        assert set(group) <= described, set(group) - described


def test_every_grade_and_key_of_a_proof_and_every_finding_of_verify_is_described():
    text = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES)
    given = set(re.findall(r'Fault\(\s*"([a-z.-]+)"', text)) | {
        "record.torn",
        "record.damaged",
        "manifest.mismatch",
    }
    assert {"index.missing", "file.open"} <= given
    chain = {code for code in given if code.startswith("chain.")}
    assert chain == {cell for cell in first_cells("chain.md") if cell.startswith("chain.")}
    given -= chain
    assert given | set(get_args(Grade)) | set(Proof.__dataclass_fields__) <= first_cells("proofs.md")


def test_every_class_and_rule_of_an_audit_is_described():
    from snapshotter.audit.verdict import rules
    from snapshotter.model.audit import AUDIT_CLASSES

    described = first_cells("audits.md")
    assert set(AUDIT_CLASSES) | {rule.name for rule in rules()} == described - {"class", "rule"}
