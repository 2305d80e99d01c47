"""What a folder says to an address that cannot exist: asked once in a run, told to all its pages."""

from __future__ import annotations

import re
import uuid
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from snapshotter.model.exchange import Exchange
from snapshotter.urls import Url

_MOST_FOLDERS = 128
_NAME_OR_NUMBER = re.compile(r"[a-z]{25}|9\d{6,}")


class Siblings:
    """The answers of the folders that were asked last."""

    def __init__(self, ask: Callable[[Url], Awaitable[Sequence[Exchange]]]) -> None:
        self._ask = ask
        self._answers: OrderedDict[str, tuple[Exchange, ...]] = OrderedDict()

    def knows(self, url: Url) -> bool:
        """Whether :meth:`answer` needs no request."""
        return _folder(url) in self._answers

    async def answer(self, url: Url) -> tuple[Exchange, ...]:
        """The exchanges of a probe of the folder of ``url``, the probe's own first; empty when there was
        no answer.

        Every page gets them under ids of their own, as each is a record among those of its check.
        """
        folder = _folder(url)
        known = self._answers.get(folder)
        if known is None:
            known = self._answers[folder] = tuple(await self._ask(url))
            if len(self._answers) > _MOST_FOLDERS:
                self._answers.popitem(last=False)
        else:
            self._answers.move_to_end(folder)
        return tuple(replace(each, id=str(uuid.uuid4())) for each in known)


def _folder(url: Url) -> str:
    """The address with the name that cannot exist taken out: place and kind of the page stay."""
    return _NAME_OR_NUMBER.sub("*", url)
