"""The licences of the locked libraries, as SPDX expressions.

A library's own ``License-Expression`` (PEP 639) counts.  Where it has none, what its older fields and its
licence file say was read, and stands here.
"""

from __future__ import annotations

import re
from importlib import metadata

READ = {
    "aiohappyeyeballs": "PSF-2.0",
    "beautifulsoup4": "MIT",
    "brotlicffi": "MIT",
    "certifi": "MPL-2.0",
    "docutils": "LicenseRef-Public-Domain AND BSD-2-Clause AND 0BSD",
    "h11": "MIT",
    "httpx": "BSD-3-Clause",
    "hyperframe": "MIT",
    "jinja2": "BSD-3-Clause",
    "lxml": "BSD-3-Clause",
    "markdown-it-py": "MIT",
    "mdit-py-plugins": "MIT",
    "mdurl": "MIT",
    "peewee": "MIT",
    "pypdfium2": "BSD-3-Clause AND Apache-2.0",
    "pyyaml": "MIT",
    "rich": "MIT",
    "six": "MIT",
    "socksio": "MIT",
    "warcio": "Apache-2.0",
}
"""By name; only of libraries whose metadata has no expression."""

ALLOWED = frozenset(
    {
        "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "LicenseRef-Public-Domain", "MIT", "MIT-0",
        "MIT-CMU", "MPL-2.0", "PSF-2.0",
    }
)  # fmt: skip
"""What may be among them: nothing that asks the program itself to be licensed otherwise.

MPL-2.0 covers the files of the library alone (its section 3.3 lets larger works be under other terms).
"""


def expression_of(name: str) -> str:
    """The SPDX expression of an installed library.

    Raises ``PackageNotFoundError``, and ``LookupError`` where nobody has read its licence yet.
    """
    declared = metadata.metadata(name).get_all("License-Expression")
    if declared:
        return str(declared[0])
    if name not in READ:
        raise LookupError(f"{name} declares no License-Expression: read its licence and add it to READ")
    return READ[name]


def identifiers(expression: str) -> set[str]:
    """The licences that an expression names."""
    return {word for word in re.findall(r"[A-Za-z0-9.+-]+", expression) if word not in {"AND", "OR", "WITH"}}


def is_allowed(expression: str) -> bool:
    """Whether it leaves the program its own licence: of alternatives one must."""
    return any(identifiers(choice) <= ALLOWED for choice in expression.split(" OR "))
