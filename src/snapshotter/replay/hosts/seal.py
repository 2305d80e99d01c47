"""What keeps a replayed page from the live web, and from the rest of the reader's browser.

A content security policy (CSP Level 3) of ours stands on every answer and takes the place of the page's
own: it allows the snapshot's own names and nothing else, so a request for the live web fails in the
browser, which reports it to us.  CSP does not govern WebRTC (the prelude takes it away), nor what a
service worker makes up by itself, which is why there is none by default.
"""

from __future__ import annotations

from snapshotter.replay.hosts.names import SUFFIX, Names
from snapshotter.replay.messages import Fields

REPORTS = "/-/blocked"
"""Path, at the snapshot's own name, of the reports of blocked requests."""
_CLOSED = (
    "accelerometer",
    "autoplay=*",
    "bluetooth",
    "browsing-topics",
    "camera",
    "clipboard-read",
    "display-capture",
    "encrypted-media",
    "geolocation",
    "gyroscope",
    "hid",
    "identity-credentials-get",
    "idle-detection",
    "local-fonts",
    "magnetometer",
    "microphone",
    "midi",
    "otp-credentials",
    "payment",
    "publickey-credentials-create",
    "publickey-credentials-get",
    "screen-wake-lock",
    "serial",
    "storage-access",
    "usb",
    "window-management",
    "xr-spatial-tracking",
)
_PERMISSIONS = ", ".join(each if "=" in each else f"{each}=()" for each in _CLOSED)


def policy(names: Names) -> str:
    """The policy of everything that is replayed of one snapshot."""
    archived = f"http://*.{names.site}:{names.port}"
    own = f"http://{names.site}:{names.port}"
    viewer = f"http://{SUFFIX}:{names.port}"
    loaded = f"{archived} 'unsafe-inline' 'unsafe-eval' data: blob: mediastream: filesystem:"
    return "; ".join(
        (
            f"default-src {loaded}",
            f"connect-src {archived} ws://*.{names.site}:{names.port} data: blob:",
            f"form-action {archived}",
            f"frame-ancestors {viewer} {own} {archived}",
            "webrtc 'block'",
            f"report-uri {own}{REPORTS}",
        )
    )


def fields(names: Names) -> Fields:
    """The fields of every answer that are ours, whatever was recorded."""
    return (
        (b"Content-Security-Policy", policy(names).encode("ascii")),
        (b"Cache-Control", b"no-store"),
        (b"Permissions-Policy", _PERMISSIONS.encode("ascii")),
        (b"X-DNS-Prefetch-Control", b"off"),
    )
