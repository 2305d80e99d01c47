"""A loopback web whose pages log in, send tokens and set cookies, and notes what it was sent."""

from __future__ import annotations

import base64
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

_HEAD = "<!doctype html><html lang=en><meta charset=utf-8><title>A page</title>"
_WORDS = "<p>" + "The committee published its findings on Tuesday after a long debate. " * 12 + "</p>"
PUBLIC = f"{_HEAD}<h1>What was found</h1>{_WORDS}<img src=/dot.svg alt=dot>"
DOT = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'


def _page_that_logs_in(form: str, body: str, token: str) -> str:
    """Its script sends each secret in the way that such a page does."""
    return f"""{_HEAD}<h1>Members</h1>{_WORDS}<img src=/dot.svg alt=dot><script>
const word = (text) => text.split("-").join("");  // so that the page itself does not hold what it sends
const post = (type, body) => fetch("/sent", {{method: "POST", body, headers: {{
  "Content-Type": type, "X-CSRF-Token": word("{token}"), "Authorization": "Bearer " + word("{token}")}}}});
post("application/x-www-form-urlencoded", "user=me&password=" + word("{form}"));
post("application/json", JSON.stringify({{user: "me", credentials: {{password: word("{body}")}}}}));
const parts = new FormData(); parts.append("passwd", word("{form}"));
fetch("/sent", {{method: "POST", body: parts}});
</script>"""


def hyphened(word: str) -> str:
    """As the page has it, so that the page's own bytes are no find."""
    return "-".join(word)


class CanaryWeb:
    """What it serves depends on the words; ``asked`` is every request: method, path, fields, body."""

    def __init__(
        self, *, user: str, password: str, form: str, body: str, token: str, set_cookie: str
    ) -> None:
        self.asked: list[tuple[str, str, dict[str, str], bytes]] = []
        self.gone = False
        """Whether ``/public`` is lost."""
        self._login = "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()
        self._members = _page_that_logs_in(*map(hyphened, (form, body, token)))
        self._set_cookie = set_cookie

    def answer(self, method: str, path: str, fields: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        if path.startswith("/members") and fields.get("authorization") != self._login:
            return 401, {"WWW-Authenticate": 'Basic realm="members"'}, b"no"
        if path.startswith("/members"):
            cookie = f"sid={self._set_cookie}; Path=/; HttpOnly"
            return 200, {"Content-Type": "text/html", "Set-Cookie": cookie}, self._members.encode()
        if path.startswith("/public") and not self.gone:
            return 200, {"Content-Type": "text/html"}, PUBLIC.encode()
        if path == "/dot.svg":
            return 200, {"Content-Type": "image/svg+xml"}, DOT
        if path == "/sent":
            return 200, {"Content-Type": "application/json"}, b"{}"
        return 404, {"Content-Type": "text/html"}, b"<title>404</title><h1>Not found</h1>"


@contextmanager
def serving(web: CanaryWeb) -> Iterator[int]:
    """Serves it on a port of loopback, which is returned."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            fields = {name.lower(): value for name, value in self.headers.items()}
            web.asked.append((self.command, self.path, fields, body))
            status, answered, data = web.answer(self.command, self.path, fields)
            self.send_response(status)
            for name, value in {**answered, "Content-Length": str(len(data))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data if self.command != "HEAD" else b"")

        do_POST = do_HEAD = do_GET

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()
