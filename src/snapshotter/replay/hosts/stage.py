"""One snapshot, ready to be replayed under its names."""

from __future__ import annotations

from snapshotter.model.replay import ReplayMaterial
from snapshotter.replay.endings import Endings
from snapshotter.replay.hosts import seal
from snapshotter.replay.hosts.bodies import BodyReplay
from snapshotter.replay.hosts.fields import FieldReplay
from snapshotter.replay.hosts.names import Names, Origin, origin_of
from snapshotter.replay.hosts.paths import PATH_DROPPED, PathNames, PathRestoration, path_fields
from snapshotter.replay.hosts.substitution import Restoration, Substitution
from snapshotter.replay.hosts.tally import Counter
from snapshotter.replay.lookup import SnapshotLookup
from snapshotter.replay.messages import Fields, ReplayAnswer, ReplayRequest
from snapshotter.urls import Url, without_fragment


class Stage:
    """What is needed of one snapshot on one port; kept as long as somebody looks at it."""

    def __init__(self, label: str, port: int, material: ReplayMaterial, *, by_path: bool = False) -> None:
        known = {origin for each in material.exchanges if (origin := origin_of(each.url)) is not None}
        self.names = Names(label, port, known)
        paths = PathNames(label, port, known)
        self._urls = {without_fragment(each.url) for each in material.exchanges}
        self.counter = Counter()
        self.lookup = SnapshotLookup(material)
        self.endings = Endings()
        place = paths.authority if by_path else self.names.authority
        substitution = Substitution(self.names.known, place)
        self.bodies = BodyReplay(material, substitution)
        self._restoration = PathRestoration(paths) if by_path else Restoration(self.names)
        self._fields = FieldReplay(self.names, substitution, material.captured_at)
        self._dropped = PATH_DROPPED if by_path else frozenset()
        self._pages = {without_fragment(each) for each in (material.url, material.final_url) if each}
        self.seal = path_fields(paths) if by_path else seal.fields(self.names)

    def request(self, method: str, origin: Origin, target: str, fields: Fields, body: bytes) -> ReplayRequest:
        """What was asked under our names, as the page would have asked the web."""
        restore = self._restoration
        own = ((b"host", origin.netloc.encode()),)
        kept = tuple((name, restore.applied(value)) for name, value in fields if name != b"host")
        url = Url(f"{origin}{restore.text(target)}")
        return ReplayRequest(method, url, own + kept, restore.applied(body))

    def has(self, url: Url) -> bool:
        """Whether just this address is recorded."""
        return url in self._urls

    def restored(self, data: bytes) -> bytes:
        """``data`` that the page sends, with its origins as they were."""
        return self._restoration.applied(data)

    def find(self, request: ReplayRequest, *, is_navigation: bool) -> ReplayAnswer:
        """The answer, counted; whoever goes to the page itself begins anew."""
        if is_navigation and request.url in self._pages and request.method == "GET":
            self.lookup.restart()
            self.endings.restart()
            self.counter.restart()
        self.counter.asked()
        answer = self.lookup.find(request)
        if answer.how == "missed":
            self.counter.missed(request.method, request.url)
        return answer

    def fields(self, answer: ReplayAnswer, origin: Origin) -> list[tuple[bytes, bytes]]:
        """Those of an answer under our names, ours included."""
        recorded = self._fields.of(answer.fields, origin)
        return [*(each for each in recorded if each[0].lower() not in self._dropped), *self.seal]
