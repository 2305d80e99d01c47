"""Posts on the web: fetched by one GET, rendered when scripts must make them first."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from snapshotter import timestamps, urls
from snapshotter.capture.browser import WarmBrowser
from snapshotter.capture.connector import Connector
from snapshotter.capture.keylog_pipe import KeyLogPipe
from snapshotter.capture.main_exchange import redirect_target
from snapshotter.capture.recorder import Recorder
from snapshotter.capture.run import CaptureOptions
from snapshotter.errors import CaptureError, PostError, SnapshotterError, UrlError
from snapshotter.http.client import ClientOptions, HttpClient, Response, authorization
from snapshotter.model.post import PostSource
from snapshotter.urls import Login, Url
from snapshotter.warc import bodies

_MAX_REDIRECTS = 20
_LONGEST_WAIT_S = 300.0
"""An origin that wants more patience than this is told of as it is."""


class WebPosts:
    """Reads posts by address, through the same tunnel and guard as captures; nothing is archived.

    ``needs_scripts`` says of a fetched page whether it must be rendered; ``browser`` is called only
    then.
    """

    def __init__(
        self,
        connector: Connector,
        options: CaptureOptions,
        needs_scripts: Callable[[PostSource], bool],
        browser: Callable[[], tuple[WarmBrowser, KeyLogPipe]],
        user_agent: str = "",
        *,
        host_delay_s: float = 0.0,
    ) -> None:
        self._connector = connector
        self._options = options
        self._needs_scripts = needs_scripts
        self._browser = browser
        self._user_agent = user_agent
        self._host_delay_s = host_delay_s
        self._not_before: dict[str, float] = {}

    async def read(
        self, source: str, *, base_url: str | None = None, format: str | None = None
    ) -> PostSource:
        """The post at an http(s) address (see :class:`snapshotter.ports.SourceReader`).

        A host is left alone for ``host_delay_s`` after each request.  When it asks for patience
        (``Retry-After``), it is asked once more after that time.
        """
        url, login = urls.parse(source), urls.login_in(source)
        wanted = _Wanted(urls.without_logins(source), url, login, base_url, format)
        try:
            fetched = await self._politely(wanted)
        except _AskedToWait as asked:
            self._not_before[urls.hostname(url)] = time.monotonic() + asked.wait_s
            fetched = await self._politely(wanted)
        if not self._needs_scripts(fetched):
            return fetched
        return await self._rendered(fetched, wanted)

    async def _politely(self, wanted: _Wanted) -> PostSource:
        host = urls.hostname(wanted.url)
        await asyncio.sleep(max(0.0, self._not_before.get(host, 0.0) - time.monotonic()))
        try:
            return await self._fetched(wanted)
        finally:
            self._not_before[host] = time.monotonic() + self._host_delay_s

    async def _fetched(self, wanted: _Wanted) -> PostSource:
        async with _Recorded(self._connector, self._options.folder, None) as recorder:
            client = HttpClient(
                ClientOptions(
                    proxy=recorder.proxy,
                    user_agent=self._user_agent,
                    insecure=self._options.insecure,
                    ca_bundle=self._options.ca_bundle,
                    accept_encoding="gzip, deflate, br",
                )
            )
            try:
                async with asyncio.timeout(self._options.visit.timeout_s):
                    return await _follow(client, wanted)
            except TimeoutError as error:
                raise PostError(
                    f"{wanted.source}: nothing came within {self._options.visit.timeout_s:g} s",
                    hint="Try again later, or with a longer --timeout.",
                ) from error
            except CaptureError as error:
                better = recorder.last_connection_error() or error
                raise _unreadable(wanted.source, better) from error
            finally:
                await client.close()

    async def _rendered(self, fetched: PostSource, wanted: _Wanted) -> PostSource:
        from playwright.async_api import Error

        browser, pipe = self._browser()
        timeout_s, url = self._options.visit.timeout_s, wanted.url
        async with _Recorded(self._connector, self._options.folder, pipe) as recorder:
            context = await browser.context(recorder.proxy, login=wanted.login_of_origin)
            try:
                async with asyncio.timeout(timeout_s):
                    page = await context.new_page()
                    await page.goto(url, wait_until="load", timeout=timeout_s * 1000)
                    await recorder.quiet(self._options.visit.idle_s)
                    html, final = await page.content(), Url(page.url)
            except (Error, TimeoutError) as error:
                raise PostError(
                    f"{fetched.source}: it needs scripts to show anything, and could not be rendered",
                    hint="Save the page from your own browser and give the file with --base-url.",
                ) from error
            finally:
                await browser.give_back(context)
        base = fetched.base_url if fetched.base_url != url else final
        return PostSource(fetched.source, html.encode(), base, "text/html; charset=utf-8", fetched.format)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A post that is asked for."""

    source: str
    """As the user named it, but for a password in it."""
    url: Url
    login: Login | None
    base_url: str | None
    format: str | None

    @property
    def login_of_origin(self) -> tuple[str, Login] | None:
        return (urls.origin(self.url), self.login) if self.login is not None else None


class _Recorded:
    """A tunnel for as long as it takes; what passes is looked at and forgotten."""

    def __init__(self, connector: Connector, folder: Path, pipe: KeyLogPipe | None) -> None:
        from snapshotter.capture.tls.keylog import KeyLog

        keys = pipe.keys if pipe is not None else KeyLog()
        self._recorder = Recorder(connector, keys, folder, max_body_bytes=0)

    async def __aenter__(self) -> Recorder:
        await self._recorder.start()
        return self._recorder

    async def __aexit__(self, *_: object) -> None:
        await self._recorder.stop()
        self._recorder.release()


async def _follow(client: HttpClient, wanted: _Wanted) -> PostSource:
    here, source, base_url = wanted.url, wanted.source, wanted.base_url
    for _ in range(_MAX_REDIRECTS):
        login = wanted.login if urls.origin(here) == urls.origin(wanted.url) else None
        async with client.get(here, authorization(login)) as response:
            following = _target(response)
            if following is None:
                data = await _body(response, source)
                base = urls.parse(base_url) if base_url else here
                return PostSource(source, data, base, response.field("content-type"), wanted.format)
            here = following
    raise PostError(
        f"{source}: more than {_MAX_REDIRECTS} redirects",
        hint="Open it in a browser: it may want cookies or a login. Save the page and give the file.",
        code="post.redirects",
    )


def _target(response: Response) -> Url | None:
    location = response.field("location")
    if not 300 <= response.status < 400 or not location:
        return None
    return redirect_target(location, response.url)


class _AskedToWait(PostError):
    """The origin refused for now, and said for how long."""

    def __init__(self, refused: PostError, wait_s: float) -> None:
        super().__init__(refused.message, hint=refused.hint, code=refused.code)
        self.wait_s = wait_s


async def _body(response: Response, source: str) -> bytes:
    if response.status >= 400:
        refused = PostError(
            f"{source}: the origin answered {response.status}, expected the post",
            hint="Check the address; for a post behind a login, save it and give the file with --base-url.",
            code="post.refused",
        )
        wait_s = timestamps.retry_after_s(response.field("retry-after"))
        raise _AskedToWait(refused, wait_s) if 0 < wait_s <= _LONGEST_WAIT_S else refused
    raw = await response.content(bodies.MAX_BODY_BYTES)
    data = await asyncio.to_thread(bodies.undone, raw, response.field("content-encoding") or "")
    if max(len(raw), len(data)) >= bodies.MAX_BODY_BYTES:
        raise PostError(
            f"{source}: larger than {bodies.MAX_BODY_BYTES >> 20} MiB",
            hint="Fetch it with a tool of your own and give the file.",
            code="post.too-large",
        )
    return data


def _unreadable(source: str, error: SnapshotterError | UrlError) -> PostError:
    return PostError(
        error.message if error.message.startswith(source) else f"{source}: {error.message}",
        hint=error.hint or "Check the address and the network, or give the post as a file.",
        code="post.unreachable",
    )
