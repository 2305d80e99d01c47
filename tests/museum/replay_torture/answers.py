"""What the torture page's origins answer when it depends on what was asked."""

from __future__ import annotations

import asyncio
import email.parser
import email.policy
import hashlib
import itertools
import json
from collections.abc import AsyncIterator, Iterator
from urllib.parse import parse_qsl

from snapshotter.demo.messages import Field, Request, Response, Route, redirect, typed

_JSON = b"application/json"
_TEXT = b"text/plain; charset=utf-8"
_NOT_STORED: Field = (b"cache-control", b"no-store")


def as_json(value: object, *fields: Field, status: int = 200) -> Response:
    return typed(_JSON, json.dumps(value, sort_keys=True).encode(), status=status, fields=fields)


def as_text(text: str, *fields: Field, status: int = 200) -> Response:
    return typed(_TEXT, text.encode(), status=status, fields=fields)


def shared(route: Route) -> Route:
    """The same answer, readable by the page that asks (Fetch, section 3.2.3)."""

    async def answer(request: Request) -> Response:
        found = await route(request)
        origin = request.field("origin")
        if origin is None:
            return found
        allowed = (
            (b"access-control-allow-origin", origin.encode()),
            (b"access-control-allow-credentials", b"true"),
            (b"vary", b"origin"),
        )
        return Response(found.status, (*found.fields, *allowed), found.body, framing=found.framing)

    return answer


async def preflighted(request: Request) -> Response:
    """A resource that allows PUT with a field of the page's own."""
    allow: tuple[Field, ...] = (
        (b"access-control-allow-origin", (request.field("origin") or "*").encode()),
        (b"access-control-allow-methods", b"PUT, POST"),
        (b"access-control-allow-headers", b"x-torture, content-type"),
        (b"access-control-max-age", b"60"),
    )
    if request.method == "OPTIONS":
        return Response(204, allow)
    return as_json({"method": request.method, "field": request.field("x-torture")}, *allow)


async def no_preflight(request: Request) -> Response:
    """A resource that allows nothing beyond the simple."""
    return as_text("no\n", status=403 if request.method == "OPTIONS" else 200)


async def said(request: Request) -> Response:
    """What a POST, PUT or PATCH said, as its type has it."""
    return as_json(_understood(request), _NOT_STORED)


async def counted(_request: Request) -> Response:
    """The same whatever is sent."""
    return as_json({"taken": True})


async def which(request: Request) -> Response:
    """Another answer for another body at one address."""
    wanted = json.loads(request.body)["wanted"]
    return as_json({"answer": {"one": 1, "two": 22, "three": 333}[wanted]})


async def graphql(request: Request) -> Response:
    asked = json.loads(request.body)
    if asked["operationName"] == "Author":
        return as_json({"data": {"author": {"id": asked["variables"]["id"], "name": "Ada"}}})
    return as_json({"data": {"comments": ["first", "second"]}})


async def large(_request: Request) -> Response:
    return typed(b"application/octet-stream", bytes(300_000))


async def gone(_request: Request) -> Response:
    return as_text("deleted\n", status=410)


def page_of_form(kind: str) -> Route:
    """A page that tells its parent what was sent to it."""

    async def route(request: Request) -> Response:
        sent = request.body.decode() if request.method == "POST" else request.query
        value = json.dumps({"kind": kind, "value": dict(parse_qsl(sent))})
        script = f"<script>parent.postMessage({value}, '*')</script>"
        return typed(b"text/html; charset=utf-8", f"<!doctype html><title>{kind}</title>{script}".encode())

    return route


async def query_echo(request: Request) -> Response:
    """The query, cache busters left out."""
    return as_json({name: value for name, value in parse_qsl(request.query) if name != "_"})


def field_echo(name: str) -> Route:
    async def route(request: Request) -> Response:
        return as_json(request.field(name), _NOT_STORED)

    return route


async def cookie_echo(request: Request) -> Response:
    """The names of the cookies that came, of those that every visit has; HTTP/2 sends each by itself."""
    sent = b"; ".join(value for name, value in request.fields if name.lower() == b"cookie").decode()
    names = sorted(part.split("=")[0].strip() for part in sent.split(";"))
    return as_json([name for name in names if name in _STEADY_COOKIES], _NOT_STORED)


_STEADY_COOKIES = ("page", "domain", "hidden", "secure", "plain", "fetched-far")


def cookie_set(*cookies: bytes) -> Route:
    async def route(_request: Request) -> Response:
        return as_text("set\n", *((b"set-cookie", each) for each in cookies), _NOT_STORED)

    return route


async def etagged(request: Request) -> Response:
    tag = (b"etag", b'"v1"')
    if request.field("if-none-match") == '"v1"':
        return Response(304, (tag,))
    return as_text("whole\n", tag)


def poll() -> Route:
    """Another answer each time, three times over for every visit."""
    count = itertools.count()

    async def route(_request: Request) -> Response:
        return as_text(f"answer {next(count) % 3 + 1}\n", _NOT_STORED)

    return route


async def alphabet(request: Request) -> Response:
    """Twenty-six letters, whole or in a range (RFC 9110, section 14)."""
    letters = b"abcdefghijklmnopqrstuvwxyz"
    wanted = (request.field("range") or "").removeprefix("bytes=")
    if not wanted:
        return typed(_TEXT, letters)
    first, _, last = wanted.partition("-")
    start = int(first) if first else len(letters) - int(last)
    stop = int(last) + 1 if first and last else len(letters)
    if start >= len(letters):
        return typed(_TEXT, b"", status=416, fields=((b"content-range", b"bytes */26"),))
    where = b"bytes %d-%d/26" % (start, stop - 1)
    return typed(_TEXT, letters[start:stop], status=206, fields=((b"content-range", where),))


async def stream(_request: Request) -> Response:
    async def pieces() -> AsyncIterator[bytes]:
        for number in range(20):
            yield bytes([65 + number]) * 1000
            await asyncio.sleep(0.005)

    return Response(fields=((b"content-type", _TEXT),), body=pieces, framing="chunked")


async def never(_request: Request) -> Response:
    await asyncio.Event().wait()
    return Response()


async def cut(_request: Request) -> Response:
    return Response(fields=((b"content-type", _TEXT),), body=b"only a part", length=5000, cut=True)


async def events(request: Request) -> Response:
    """An event stream that stays open (HTML, section 9.2)."""

    async def lines() -> AsyncIterator[bytes]:
        for number in range(1, 4):
            yield b"id: %d\ndata: event %d\n\n" % (number, number)
        yield b"event: tick\ndata: tock\n\n"
        await asyncio.Event().wait()

    return Response(fields=_event_fields(request), body=lines, framing="chunked")


async def short_events(request: Request) -> Response:
    """One event and the end; the next, after what was last heard, when it is asked for again."""
    heard = int(request.field("last-event-id") or 0)

    async def lines() -> AsyncIterator[bytes]:
        yield b"retry: 60\nid: %d\ndata: part %d\n\n" % (heard + 1, heard + 1)
        if heard:
            await asyncio.Event().wait()

    return Response(fields=_event_fields(request), body=lines, framing="chunked")


def _event_fields(request: Request) -> tuple[Field, ...]:
    typed_as = ((b"content-type", b"text/event-stream"), _NOT_STORED)
    origin = request.field("origin")
    if origin is None:
        return typed_as
    allowed = (b"access-control-allow-origin", origin.encode())
    return (*typed_as, allowed, (b"access-control-allow-credentials", b"true"))


async def chain(request: Request) -> Response:
    """``/redirect/chain/3`` to ``/2`` to ``/1`` to its end."""
    left = int(request.path.rsplit("/", 1)[1])
    rest = f"?{request.query}" if request.query else ""
    return redirect(302 if left % 2 else 301, f"/redirect/chain/{left - 1}{rest}")


def to(status: int, place: str) -> Route:
    async def route(_request: Request) -> Response:
        return redirect(status, place)

    return route


def _understood(request: Request) -> dict[str, object]:
    kind = (request.field("content-type") or "").split(";")[0]
    found: dict[str, object] = {"method": request.method, "size": len(request.body)}
    if kind == "application/json" and b"torture.test" not in request.body:
        found["json"] = json.loads(request.body)
    elif kind == "application/x-www-form-urlencoded":
        found["form"] = dict(parse_qsl(request.body.decode()))
    elif kind == "multipart/form-data":
        return {"parts": list(_parts(request))}
    elif kind != "application/json":
        found["sha256"] = hashlib.sha256(request.body).hexdigest()[:12]
    return found


def _parts(request: Request) -> Iterator[list[object]]:
    head = f"content-type: {request.field('content-type')}\r\n\r\n".encode()
    whole = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(head + request.body)
    for part in whole.iter_parts():
        content = part.get_payload(decode=True)
        yield [part.get_param("name", header="content-disposition"), part.get_filename(), len(content)]
