"""The hostile page's site."""

from __future__ import annotations

from pathlib import Path

from snapshotter.demo.messages import Route, always, html, redirect, typed

HOST = "hostile.example"
URL = f"https://{HOST}/"
_SCRIPT = Path(__file__).with_name("leaking.js")
_LEAVING = "<script>addEventListener('load', () => setTimeout(() => { location = LEAK }, 50))</script>"


def routes(leak: str) -> dict[str, Route]:
    """The site, with ``leak`` as the address that must never hear of it."""
    names = f'const LEAK = "{leak}", TAG = "page";\n'
    page = (
        "<!doctype html><meta charset=utf-8><title>Hostile</title><h1>Hostile</h1>"
        f'<link rel=preconnect href="{leak}"><link rel=dns-prefetch href="//static-leak.example">'
        "<p>This page looks like any other, and has words enough to be one. Somebody wrote them so that"
        " nobody would think twice, kept it for years, and waited for the day on which an archive would keep"
        " it too."
        "<p>Click anywhere.<script src=/leaking.js></script>"
        "<script>addEventListener('click', leak, { once: true })</script>"
    )
    linked = (b"link", f"<{leak}>; rel=preconnect, <{leak}/link-field>; rel=preload; as=image".encode())
    reporting = (
        b"content-security-policy",
        f"img-src 'none'; report-uri {leak}/report-uri".encode(),
    )
    nel = (b"nel", b'{"report_to": "l", "max_age": 9, "success_fraction": 1}')
    report_to = (
        b"report-to",
        f'{{"group": "l", "max_age": 9, "endpoints": [{{"url": "{leak}/nel"}}]}}'.encode(),
    )
    answers = {
        "/": html(page, fields=(linked, nel, report_to)),
        "/leaking.js": typed(b"text/javascript", (names + _SCRIPT.read_text()).encode()),
        "/service.js": typed(b"text/javascript", f'fetch("{leak}/service-worker")'.encode()),
        "/inner.html": html(f'<script>fetch("{leak}/inner-frame", {{ mode: "no-cors" }})</script>'),
        "/redirect-image": redirect(302, f"{leak}/redirected-image"),
        "/redirect-frame": redirect(302, f"{leak}/redirected-frame"),
        "/redirect-fetch": redirect(302, f"{leak}/redirected-fetch"),
        "/refresh.html": html("<p>wait", fields=((b"refresh", f"0;url={leak}/refresh-field".encode()),)),
        "/reporting.html": html("<img src=/x.png>", fields=(reporting,)),
        "/styled.xml": typed(
            b"application/xml", f'<?xml-stylesheet type="text/xsl" href="{leak}/xslt"?><x/>'.encode()
        ),
        "/leaving.html": html(
            "<!doctype html><title>Leaving</title><p>Leaves." + _LEAVING.replace("LEAK", f'"{leak}/self"')
        ),
    }
    return {path: always(answer) for path, answer in answers.items()}


__all__ = ["HOST", "URL", "routes"]
