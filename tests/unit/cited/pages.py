"""Pages of many parts, and everything that they load, for copies that must look the same."""

from __future__ import annotations

import base64
import struct
import zlib

FONT = base64.b64decode("d09GMgABAAAAAAAA")
"""No font that could be used: only that it is asked for, and comes along, counts."""


def png(red: int, green: int, blue: int, width: int = 40, height: int = 40) -> bytes:
    """One colour, with a black diagonal so that scaling shows."""
    rows = b"".join(
        b"\0" + b"".join(bytes((0, 0, 0) if x == y else (red, green, blue)) for x in range(width))
        for y in range(height)
    )

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


SPRITE = b"""<svg xmlns="http://www.w3.org/2000/svg"><symbol id="star" viewBox="0 0 10 10"><path fill="#c60"
d="M0 0L10 5L0 10z"/></symbol><g id="dot"><circle cx="8" cy="8" r="8" fill="#06c"/></g></svg>"""

ARTICLE = """<!DOCTYPE html>
<html lang=en><head><meta charset=utf-8><title>Article</title>
<base href="/assets/">
<meta http-equiv=refresh content="600;url=/elsewhere">
<link rel=preload href=hero.png as=image><link rel=dns-prefetch href=//other.example>
<link rel=stylesheet href=css/site.css media=screen><link rel=icon href=icon.png>
<style>@import "css/inline.css"; h1 {background: url('hero.png') no-repeat right}
.set {width: 40px; height: 40px; background-image: image-set("small.png" 1x, "hero.png" 2x)}</style>
<script>window.ran = true</script></head>
<body onload="document.title='changed'" style="background-image:url(tile.png)">
<h1>An article</h1><p>With a <a href="../other#place">link</a>, <a href="javascript:alert(1)">a script</a>
and <a href="/assets/../article#below">a place</a>.</p>
<img src=small.png srcset="small.png 1x, hero.png 2x" alt=hero>
<img src=small.png sizes="80px" srcset="small.png 40w, missing.png 20w" alt=sized>
<picture><source media="(min-width: 5000px)" srcset=missing.png><source srcset=hero.png type=image/png>
<img src=small.png></picture>
<svg width=40 height=40><use href="sprite.svg#star" width=30 height=30 /></svg>
<svg width=40 height=40><use xlink:href="sprite.svg#dot" x=4 y=6></use></svg>
<div class=set></div>
<table background=tile.png><tr><td>cell</table>
<form action=/send><input type=image src=small.png><button formaction=/steal>Send</button></form>
<noscript><img src=pixel.png></noscript>
<p id=below>Below</p><script src=app.js></script></body></html>"""

SHADOW = """<!DOCTYPE html>
<html><head><title>Shadow</title><style>body{margin:20px;font:16px monospace}</style></head><body>
<fancy-card><b slot=title>A card</b></fancy-card>
<script>
const host = document.querySelector('fancy-card');
const root = host.attachShadow({mode: 'open'});
root.innerHTML = `<style>:host{display:block;border:4px solid green}
  .in{background:url(/assets/tile.png);height:60px}</style><link rel=stylesheet href=/assets/css/shadow.css>
  <div class=in><slot name=title></slot></div><p class=late>shadow text</p>`;
document.body.append(Object.assign(document.createElement('p'), {textContent: 'made by a script'}));
</script>
<template><img src=/assets/missing.png></template>
</body></html>"""

FRAMES = """<!DOCTYPE html>
<html><head><title>Frames</title>
<style>iframe{width:300px;height:120px;border:2px solid #333}</style></head><body>
<p>Before</p><iframe src=/frame.html></iframe>
<iframe srcdoc="<body style='background:#fec'><img src=/assets/small.png><p>from srcdoc</p>"></iframe>
<object data=/assets/hero.png type=image/png width=60 height=60>fallback</object>
<video src=/assets/film.mp4 poster=/assets/hero.png width=100 height=60></video><p>After</p></body></html>"""

FRAME = """<!DOCTYPE html><link rel=stylesheet href=assets/css/shadow.css>
<body onclick="top.x=1" bgcolor="#ddeeff">
<p class=late>in a frame</p><img src="assets/hero.png"><script>parent.postMessage(1, '*')</script>"""

HTML, CSS = "text/html; charset=utf-8", "text/css"
PARTS: dict[str, tuple[str, bytes]] = {
    "/article": (HTML, ARTICLE.encode()),
    "/shadow": (HTML, SHADOW.encode()),
    "/frames": (HTML, FRAMES.encode()),
    "/frame.html": (HTML, FRAME.encode()),
    "/assets/css/site.css": (
        CSS,
        b"""@charset "utf-8"; @import url(more.css) screen and (min-width: 100px); /* url(comment.png) */
        @font-face{font-family:X;src:url(../font.woff2) format("woff2")}
        body{margin:10px;font:16px/1.4 monospace} h1{height:60px;color:#034}
        p::after{content:"\\201C</style>"}
        .set{border-image:url(  "../tile.png"  ) 3}""",
    ),
    "/assets/css/more.css": (
        CSS,
        b"p{border-left:6px solid #c33;background:url(../tile.png) right no-repeat;padding:4px}",
    ),
    "/assets/css/inline.css": (
        CSS,
        b"@import 'inline.css'; td{background:url(../small.png);width:80px;height:50px}",
    ),
    "/assets/css/shadow.css": (
        CSS,
        b".late{color:#a0a;background:url(../small.png) right no-repeat;height:40px}",
    ),
    "/assets/hero.png": ("image/png", png(200, 60, 60, 80, 80)),
    "/assets/small.png": ("image/png", png(60, 160, 60)),
    "/assets/tile.png": ("image/png", png(235, 235, 250, 16, 16)),
    "/assets/icon.png": ("image/png", png(0, 0, 255, 16, 16)),
    "/assets/sprite.svg": ("image/svg+xml", SPRITE),
    "/assets/app.js": ("text/javascript", b"window.app = 1"),
    "/assets/font.woff2": ("font/woff2", FONT),
}
