"""Where a post's file lies, as its manifest has it."""

from __future__ import annotations

import pytest

from snapshotter.manifest.places import stored_source


@pytest.mark.parametrize(
    ("source", "home", "stored"),
    [
        ("post.html", "/home/alice/arch", "post.html"),
        ("-", "/home/alice/arch", "-"),
        ("https://u:secret@blog.example/p", "/home/alice/arch", "https://blog.example/p"),
        ("/home/alice/arch/posts/a.md", "/home/alice/arch", "posts/a.md"),
        ("/home/alice/blog/a.md#2", "/home/alice/arch", "../blog/a.md#2"),
        ("/home/alice/blog/a.md", "/srv/arch", "~/blog/a.md"),
        ("/home/alice/blog/a.md", "/home/bob/arch", "~/blog/a.md"),
        ("/home/bob/blog/a.md", "/home/alice/arch", "blog/a.md"),
        ("/home/bob/a.md", "/home/alice/arch", "a.md"),
        ("/srv/www/blog/a.md", "/srv/arch", "../www/blog/a.md"),
        ("/a.md", "/home/alice/arch", "a.md"),
    ],
)
def test_it_is_told_from_the_archive_home_on_and_names_no_user(source, home, stored):
    assert stored_source(source, home, "/home/alice") == stored
