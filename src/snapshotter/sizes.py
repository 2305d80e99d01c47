"""Sizes as people read them."""

from __future__ import annotations


def readable_size(size_bytes: int, byte: str = "B") -> str:
    """Decimal units, as disks and networks have them: ``812 B``, ``1.2 MB``; ``byte`` names the least."""
    size = float(size_bytes)
    for unit in (byte, "kB", "MB", "GB"):
        if size < 999.5 or unit == "GB":
            break
        size /= 1000
    return f"{size:.0f} {unit}" if unit == byte or size >= 99.5 else f"{size:.1f} {unit}"
