"""What a visit needs to know of the wire: whether something is under way that is worth waiting for."""

from __future__ import annotations

from typing import Protocol


class Traffic(Protocol):
    """What passes between a page and whoever answers it.

    At capture that is :class:`snapshotter.capture.recorder.Recorder`; at a proof the answers come out of
    the archive, and there is nothing to record.
    """

    stopping: bool
    """Set before the page is left: what is cut from now on was cut by us."""

    @property
    def size_bytes(self) -> int:
        """Bytes that have passed, both ways."""
        ...

    @property
    def requests(self) -> int:
        """Requests seen so far, finished or not."""
        ...

    @property
    def in_flight(self) -> int:
        """Requests under way whose end is worth waiting for."""
        ...

    @property
    def awaits_resources(self) -> bool:
        """Whether something other than what scripts ask for is under way."""
        ...

    @property
    def has_streams(self) -> bool:
        """Whether a response is under way whose end is not to be waited for."""
        ...

    @property
    def asked_for_service_worker(self) -> bool:
        """Whether the page has registered a service worker."""
        ...

    async def calm(self, most: int, limit_s: float) -> None:
        """Return once no more than ``most`` requests are under way, or after ``limit_s``."""
        ...

    async def settled(self, idle_s: float, limit_s: float) -> bool:
        """Whether the wire was quiet for ``idle_s`` within ``limit_s``."""
        ...
