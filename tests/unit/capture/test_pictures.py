"""The small picture shows the first window of the large one."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from snapshotter.capture import pictures
from snapshotter.model.capture import Artefact
from snapshotter.model.exchange import Held


def jpeg(width: int, height: int) -> Artefact:
    """Red down to 0.7 of the width, blue below."""
    image = Image.new("RGB", (width, height), "red")
    image.paste("blue", (0, round(width * 0.703125), width, height))
    made = io.BytesIO()
    image.save(made, "JPEG", quality=95)
    return Artefact("full-page", "image/jpeg", Held(made.getvalue()))


@pytest.mark.parametrize(("width", "height"), [(1280, 9000), (768, 1299), (768, 300), (200, 100)])
def test_it_is_the_first_window(width, height):
    small = pictures.thumbnail(jpeg(width, height), (1280, 900))

    with Image.open(io.BytesIO(b"".join(small.body.chunks()))) as image:
        shown = image.convert("RGB")
    assert (small.name, small.media_type) == ("thumbnail", "image/jpeg")
    assert shown.width == min(width, 320)
    assert shown.height <= 226
    red, _, blue = shown.getpixel((shown.width // 2, 5))
    assert red > 200
    assert blue < 60
