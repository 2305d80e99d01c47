"""``python -m tests.conformance OUT``: write the corpus to a folder, for any checker to be run on.

A folder a case below ``valid`` and ``invalid``; ``cases.json`` says which file of it is to be checked.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from tests.conformance.case import Case
from tests.conformance.corpus import CASES


def write(out: Path) -> list[dict[str, object]]:
    """Write all cases below ``out``; what ``cases.json`` says of each."""
    return [_written(case, out) for case in CASES]


def _written(case: Case, out: Path) -> dict[str, object]:
    path = case.write(out / ("valid" if case.is_valid else "invalid") / case.name)
    return {
        "name": case.name,
        "file": path.relative_to(out).as_posix(),
        "valid": case.is_valid,
        "section": case.where,
        "codes": sorted(case.codes),
    }


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.conformance", description=__doc__)
    parser.add_argument("out", type=Path)
    out = parser.parse_args().out
    listed = write(out)
    (out / "cases.json").write_text(json.dumps(listed, indent=1) + "\n")
    valid = sum(case.is_valid for case in CASES)
    print(f"{out}: {valid} valid files, {len(CASES) - valid} invalid ones")
    return 0


if __name__ == "__main__":
    sys.exit(main())
