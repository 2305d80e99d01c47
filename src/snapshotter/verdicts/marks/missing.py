"""Sure signs of well-known services' pages for what is not there."""

from __future__ import annotations

from snapshotter.verdicts.signs import Mark

MARKS = (
    Mark(
        "Instagram",
        text=(
            "sorry this page isnt available",
            "the link you followed may be broken or the page may have been removed",
        ),
        most_words=80,
    ),
    Mark(
        "Facebook",
        text=(
            "this content isnt available right now",
            "this page isnt available right now",
            "this content isnt available at the moment",
        ),
        most_words=100,
    ),
    Mark(
        "YouTube",
        text=(
            "this video isnt available anymore",
            "this video is no longer available",
            "this video has been removed by the uploader",
        ),
        title=("youtube",),
        most_words=80,
    ),
    Mark("Google Drive", text=("sorry the file you have requested does not exist",), most_words=100),
    Mark("Flickr", text=("this is not the page youre looking for",), most_words=100),
    Mark(
        "X",
        text=("hmm this page doesnt exist try searching for something else", "this account doesnt exist"),
        most_words=100,
    ),
    Mark(
        "Reddit",
        text=("sorry nobody on reddit goes by that name", "this community doesnt exist"),
        most_words=100,
    ),
    Mark("Medium", title=("page not found medium", "not found medium"), most_words=200),
    Mark(
        "MediaWiki",
        ("noarticletext",),
        text=(
            "there is currently no text in this page",
            "es gibt momentan keinen text auf dieser seite",
            "wikipedia does not have an article with this exact name",
        ),
        most_words=200,
    ),
    Mark("Shopify", ("template-404",), most_words=200),
    Mark(
        "Discourse", ("page-not-found",), text=("oops that page doesnt exist or is private",), most_words=200
    ),
)
