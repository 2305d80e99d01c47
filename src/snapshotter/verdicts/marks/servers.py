"""Sure signs of the error pages of servers and frameworks."""

from __future__ import annotations

from snapshotter.verdicts.signs import Mark

MARKS = (
    Mark(
        "WordPress",
        text=(
            "error establishing a database connection",
            "there has been a critical error on this website",
            "there has been a critical error on your website",
        ),
        most_words=60,
    ),
    Mark("ASP.NET", title=("runtime error",), text=("server error in",), most_words=300),
    Mark("ASP.NET", text=("server error in application",), most_words=300),
    Mark(
        "Laravel",
        title=("whoops there was an error", "whoops looks like something went wrong"),
        most_words=300,
    ),
    Mark("Symfony", text=("whoops looks like something went wrong",), most_words=100),
    Mark(
        "Rails",
        title=("were sorry but something went wrong", "action controller exception caught"),
        most_words=300,
    ),
    Mark(
        "Passenger",
        text=("were sorry but something went wrong", "web application could not be started"),
        title=("web application could not be started", "were sorry but something went wrong"),
        most_words=300,
    ),
    Mark("Django", ('<div id="traceback"',), most_words=400),
    Mark("Django", text=("youre seeing this error because you have debug true",), most_words=400),
    Mark("Werkzeug", title=("werkzeug debugger",), most_words=400),
    Mark("Tomcat", title=("http status 500", "http status 503", "http status 502"), most_words=400),
    Mark(
        "Drupal", text=("the website encountered an unexpected error please try again later",), most_words=60
    ),
    Mark("Heroku", ("herokucdn.com/error-pages",), most_words=60),
    Mark(
        "Heroku", title=("application error",), text=("an error occurred in the application",), most_words=60
    ),
    Mark(
        "Cloudflare",
        ("cf-error-details",),
        text=(
            "error code 52",
            "error code 50",
            "error 52",
            "error 50",
            "web server is down",
            "connection timed out",
            "origin is unreachable",
            "web server is returning an unknown error",
            "ssl handshake failed",
            "invalid ssl certificate",
            "origin dns error",
            "dns resolution error",
            "dns points to prohibited ip",
            "bad gateway",
            "gateway time out",
            "a timeout occurred",
        ),
        most_words=200,
    ),
    Mark("Cloudflare", text=("worker threw exception",), most_words=100),
    Mark(
        "nginx",
        text=(
            "the page you are looking for is currently unavailable",
            "the page you are looking for is temporarily unavailable",
        ),
        most_words=80,
    ),
    Mark("Varnish", text=("guru meditation",), most_words=60),
    Mark("Fastly", text=("fastly error",), most_words=60),
    Mark(
        "Akamai",
        title=("error",),
        text=("an error occurred while processing your request reference",),
        most_words=60,
    ),
    Mark(
        "Squid",
        ("squid", "err_"),
        text=("the requested url could not be retrieved", "the following error was encountered"),
        most_words=200,
    ),
    Mark(
        "MediaWiki",
        text=(
            "this site is experiencing technical difficulties",
            "sorry this site is experiencing technical difficulties",
        ),
        most_words=80,
    ),
    Mark("Wikimedia", title=("wikimedia error",), most_words=120),
    Mark("Joomla", text=("error displaying the error page", "database connection error"), most_words=60),
    Mark("vBulletin", title=("database error",), most_words=120),
    Mark(
        "phpBB",
        text=("phpbb critical error", "sql error"),
        title=("general error", "critical error"),
        most_words=120,
    ),
    Mark("XenForo", text=("an unexpected database error occurred",), most_words=60),
    Mark(
        "Magento",
        text=(
            "there has been an error processing your request",
            "service temporarily unavailable the server is temporarily unable",
        ),
        most_words=80,
    ),
    Mark(
        "IIS",
        title=("iis 10 0 detailed error", "iis 8 5 detailed error", "iis 7 5 detailed error"),
        text=("http error 5", "500"),
        most_words=300,
    ),
    Mark("ColdFusion", text=("error occurred while processing request",), most_words=120),
    Mark("Oracle", text=("failure of server apache bridge", "failure of web server bridge"), most_words=60),
    Mark(
        "Zope", text=("site error an error was encountered while publishing this resource",), most_words=100
    ),
    Mark(
        "Vercel",
        text=(
            "this serverless function has crashed",
            "function_invocation_timeout",
            "function invocation timeout",
        ),
        most_words=60,
    ),
    Mark(
        "OpenResty",
        title=(
            "500 internal server error",
            "502 bad gateway",
            "503 service temporarily unavailable",
            "504 gateway time out",
        ),
        most_words=60,
    ),
)
