"""What is known of a host's name that was looked up."""

from __future__ import annotations

from typing import Any

from snapshotter.audit.question import View


def dns(view: View) -> str | None:
    """``gone`` or ``temporary`` where a name could not be looked up."""
    if not view.code.startswith(("capture.dns", "dns.")):
        return None
    errors = [name.error for name in view.question.check.names if name.error and not name.addresses]
    said = [*errors, view.code] if view.code.startswith("dns.") else errors
    if any(error == "dns.not-found" for error in said):
        return "gone"
    return "temporary" if said else "gone"


def names(view: View) -> dict[str, Any]:
    failed = [name.host for name in view.question.check.names if name.error and not name.addresses]
    return {"hosts": failed[:5]} if failed else {}
