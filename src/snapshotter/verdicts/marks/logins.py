"""Sure signs of well-known login pages."""

from __future__ import annotations

from snapshotter.verdicts.signs import Mark

MARKS = (
    Mark("LinkedIn", ("/authwall?",), most_words=60),
    Mark("LinkedIn", ('/authwall"',), most_words=20),
    Mark(
        "LinkedIn",
        title=("sign up linkedin", "linkedin login", "login linkedin", "sign in linkedin"),
        most_words=120,
    ),
    Mark(
        "Facebook",
        title=("log into facebook", "log in to facebook", "facebook log in or sign up", "facebook login"),
        most_words=150,
    ),
    Mark("Facebook", text=("you must log in to continue", "you must log in first"), most_words=80),
    Mark("Instagram", title=("login instagram", "instagram login"), most_words=100),
    Mark("X", title=("log in to x", "log in to twitter", "login on twitter"), most_words=100),
    Mark(
        "Google",
        title=(
            "sign in google accounts",
            "google accounts",
            "anmelden google konten",
            "connexion comptes google",
        ),
        most_words=100,
    ),
    Mark(
        "Microsoft", ("login.microsoftonline.com", "idp"), title=("sign in to your account",), most_words=80
    ),
    Mark("Shibboleth", title=("shibboleth", "web login service"), most_words=120),
    Mark("Jira", title=("log in jira", "log in as a jira user"), most_words=120),
    Mark("Confluence", title=("log in confluence",), most_words=120),
    Mark(
        "Blogger",
        text=(
            "this blog is open to invited readers only",
            "it doesnt look like you have been invited to read this blog",
        ),
        most_words=80,
    ),
    Mark(
        "WordPress.com",
        text=("is marked private by its owner", "this site is marked private"),
        title=("private site", ""),
        most_words=80,
    ),
    Mark("Financial Times", title=("subscribe to read",), most_words=150),
    Mark(
        "MediaWiki",
        ('wgcanonicalspecialpagename":"badtitle"',),
        title=("login required", "permission error"),
        most_words=80,
    ),
    Mark(
        "phpBB",
        text=("you need to login in order to", "the board requires you to be registered and logged in"),
        most_words=100,
    ),
    Mark(
        "vBulletin",
        text=("you are not logged in or you do not have permission to access this page",),
        most_words=120,
    ),
    Mark(
        "XenForo",
        text=("you must be logged in to do that", "you must log in or register to"),
        title=("log in", "error"),
        most_words=80,
    ),
    Mark("Pinterest", title=("log in to pinterest",), most_words=100),
    Mark("Medium", text=("get unlimited access to the best of medium for less than",), most_words=25),
)
