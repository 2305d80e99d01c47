"""Ranges: whatever is cut out and put together is what a server with the whole body would send."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from snapshotter.model.exchange import Held
from snapshotter.replay.lookup import SnapshotLookup
from snapshotter.replay.lookup.content import Content, Joined, Part
from snapshotter.replay.lookup.ranges import parse_range
from tests.recordings import asking, field, material, recorded, text

FILM = bytes(range(251))
_places = st.integers(0, 300)


@given(_places, _places | st.none())
def test_a_range_of_a_whole_is_a_slice(first, last):
    asked = f"bytes={first}-{'' if last is None else last}"
    answer = SnapshotLookup(material(recorded(body=FILM))).find(asking(range=asked))

    if last is not None and last < first:
        assert (answer.status, text(answer)) == (200, FILM)
    elif first >= len(FILM):
        assert (answer.status, text(answer)) == (416, b"")
    else:
        wanted = FILM[first : None if last is None else last + 1]
        assert (answer.status, text(answer), answer.declared_length) == (206, wanted, len(wanted))
        assert field(answer, "content-range") == b"bytes %d-%d/251" % (first, first + len(wanted) - 1)


@given(st.lists(st.tuples(st.integers(0, 250), st.integers(1, 251)), max_size=6), _places, _places)
def test_parts_make_up_what_they_cover_and_nothing_else(parts, first, last):
    stretches = [(start, min(start + size, 251)) for start, size in parts]
    exchanges = [
        recorded(
            body=FILM[start:stop],
            status=206,
            asked=(("Range", f"bytes={start}-{stop - 1}"),),
            fields=(("Content-Range", f"bytes {start}-{stop - 1}/251"),),
        )
        for start, stop in stretches
    ]
    answer = SnapshotLookup(material(*exchanges)).find(asking(range=f"bytes={first}-{last}"))
    have = {at for start, stop in stretches for at in range(start, stop)}

    if answer.status == 206:
        start, stop = first, first + len(text(answer))
        assert text(answer) == FILM[start:stop]
        assert set(range(start, stop)) <= have
        assert stop == min(last + 1, 251) or stop not in have
    else:
        assert first not in have or last < first


@given(st.binary(max_size=40))
def test_any_range_field_is_understood_or_left(value):
    found = parse_range(value)

    assert found is None or found.first is not None or found.last is not None


@given(st.lists(st.binary(max_size=5), max_size=6), st.integers(0, 40), st.integers(0, 40))
def test_a_part_is_a_slice(pieces, start, stop):
    whole = Joined(tuple(Held(each) for each in pieces))
    start, stop = min(start, stop), max(start, stop)

    assert b"".join(Part(whole, start, stop).chunks()) == b"".join(pieces)[start:stop]
    assert whole.size_bytes == sum(map(len, pieces))


class Pieces:
    """A body that comes in pieces of one size."""

    def __init__(self, data, step):
        self._data, self._step = data, step
        self.size_bytes = len(data)

    def chunks(self):
        for at in range(0, len(self._data), self._step):
            yield self._data[at : at + self._step]


@given(st.lists(st.binary(min_size=1, max_size=30), max_size=8), st.integers(1, 50))
def test_chunks_are_joined_however_they_come(chunks, step):
    coded = b"".join(b"%X;a=b\r\n%s\r\n" % (len(each), each) for each in chunks) + b"0\r\nTrailer: 1\r\n\r\n"
    content = Content(Pieces(coded, step), is_chunked=True)

    assert b"".join(content.chunks()) == b"".join(chunks)
    assert content.size_bytes == len(b"".join(chunks))


@given(st.binary(max_size=3000), st.integers(1, 2000))
def test_what_is_not_chunked_is_left(data, step):
    content = Content(Pieces(b"<!" + data, step), is_chunked=True)

    assert b"".join(content.chunks()) == b"<!" + data
