"""The command line without what is behind it: a wiring that answers from values and notes its calls."""

from __future__ import annotations

import sys
from types import ModuleType, SimpleNamespace

import pytest
from click.testing import CliRunner

import snapshotter
from snapshotter.cli.main import program
from snapshotter.model.citation import Citation, Selector
from snapshotter.model.post import CitedPost, Post


def citation(**changes) -> Citation:
    plain = {
        "id": "c-0123456789ab",
        "ordinal": 1,
        "href": "https://cited.example/a",
        "url": "https://cited.example/a",
        "url_key": "example,cited)/a",
        "page_key": "example,cited)/a",
        "fragment": None,
        "kind": "link",
        "region": "body",
        "region_confidence": 0.9,
        "anchor_text": "a source",
        "sentence": "According to a source.",
        "heading": None,
        "selector": Selector(),
    }
    return Citation(**(plain | changes))


def cited(source: str = "p.html", *citations: Citation) -> CitedPost:
    post = Post("https://blog.example/p", source, "html", "A post", None, None, "0" * 64)
    return CitedPost(post, citations or (citation(),))


class FakeWiring(ModuleType):
    """Each answer is a value, an exception to raise, or a function of the call's arguments."""

    def __init__(self) -> None:
        super().__init__("snapshotter.wiring")
        self.calls: list[SimpleNamespace] = []
        self.answers: dict[str, object] = {}

    def _answer(self, name, args, options):
        self.calls.append(SimpleNamespace(name=name, args=args, **options))
        answer = self.answers[name]
        if isinstance(answer, BaseException):
            raise answer
        return answer(*args, **options) if callable(answer) else answer

    async def read_citations(self, sources, **options):
        for post in self._answer("read_citations", (sources,), options):
            yield post

    async def archive(self, sources, **options):
        return self._answer("archive", (sources,), options)

    async def capture(self, urls, **options):
        return self._answer("capture", (urls,), options)

    async def demo(self, **options):
        return self._answer("demo", (), options)

    def list_posts(self, *args):
        return self._answer("list_posts", args, {})

    def show(self, *args):
        return self._answer("show", args, {})

    def reindex(self, *args):
        return self._answer("reindex", args, {})


@pytest.fixture
def wiring(monkeypatch):
    fake = FakeWiring()
    monkeypatch.setitem(sys.modules, "snapshotter.wiring", fake)
    monkeypatch.setattr(snapshotter, "wiring", fake, raising=False)
    return fake


@pytest.fixture
def invoke(monkeypatch, tmp_path):
    """Run the program in an empty folder; the result has stdout, stderr and the exit code apart."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SNAPSHOTTER_HOME", raising=False)

    def run(*arguments: str, **options):
        return CliRunner().invoke(program, list(arguments), **options)

    return run
