"""Sure signs of hosting services' pages for what is not there."""

from __future__ import annotations

from snapshotter.verdicts.signs import Mark

MARKS = (
    Mark("GitHub Pages", text=("there isnt a github pages site here",), most_words=80),
    Mark("Heroku", ("herokucdn.com/error-pages/no-such-app",), most_words=80),
    Mark("Heroku", title=("no such app",), most_words=80),
    Mark("Amazon S3", ("nosuchbucket",), most_words=60),
    Mark("Amazon S3", ("nosuchwebsiteconfiguration",), most_words=60),
    Mark("Amazon S3", ("nosuchkey",), most_words=60),
    Mark("Amazon S3", ("permanentredirect", "bucket"), most_words=60),
    Mark("Google Cloud Storage", text=("the specified bucket does not exist",), most_words=60),
    Mark(
        "Azure",
        title=("microsoft azure web app",),
        text=("404 web site not found", "unavailable", "this web app has been stopped", "error 404"),
        most_words=80,
    ),
    Mark("Azure", ("the specified container does not exist",), most_words=60),
    Mark("Fastly", text=("fastly error unknown domain",), most_words=60),
    Mark("Pantheon", text=("the gods are wise but do not know of the site",), most_words=80),
    Mark(
        "Vercel",
        text=("deployment_not_found", "deployment not found", "the deployment could not be found on vercel"),
        most_words=60,
    ),
    Mark("Netlify", text=("not found request id",), most_words=30),
    Mark(
        "Netlify",
        title=("site not found",),
        text=("looks like youve followed a broken link or entered a url that doesnt exist on netlify",),
        most_words=80,
    ),
    Mark("Surge", text=("project not found",), title=("project not found",), most_words=40),
    Mark(
        "Shopify",
        text=(
            "sorry this shop is currently unavailable",
            "this shop is unavailable",
            "this store is unavailable",
        ),
        most_words=80,
    ),
    Mark(
        "Tumblr",
        text=("whatever you were looking for doesnt currently exist at this address",),
        most_words=80,
    ),
    Mark("Tumblr", title=("theres nothing here",), most_words=60),
    Mark(
        "Blogger",
        title=("blog not found", "blog has been removed", "blog wurde nicht gefunden", "blog introuvable"),
        most_words=80,
    ),
    Mark("Blogger", text=("blogspot com has been removed",), most_words=80),
    Mark(
        "WordPress.com",
        text=(
            "wordpress com doesnt exist",
            "this blog has been archived or suspended",
            "this site has been archived or suspended",
            "this site is no longer available",
        ),
        most_words=100,
    ),
    Mark("WordPress.com", text=("the authors have deleted this site",), most_words=100),
    Mark("Squarespace", title=("website expired",), most_words=80),
    Mark(
        "Squarespace",
        text=(
            "this account has expired",
            "this domain isnt connected to a website",
            "the site owner needs to renew",
        ),
        most_words=80,
    ),
    Mark("Wix", text=("looks like this domain isnt connected to a website yet",), most_words=80),
    Mark(
        "Weebly",
        text=("this site is no longer available", "the site you are looking for is no longer available"),
        most_words=60,
    ),
    Mark("Ghost", text=("the thing you were looking for is no longer here",), most_words=60),
    Mark("Bitbucket", title=("repository not found",), most_words=60),
    Mark("ReadTheDocs", title=("project not found maze found", "maze found"), most_words=80),
    Mark("Zendesk", title=("help center closed",), most_words=60),
    Mark("Zendesk", text=("this help center no longer exists",), most_words=60),
    Mark("Unbounce", text=("the requested url was not found on this server unbounce",), most_words=60),
    Mark("Cargo", text=("if youre moving your domain away from cargo",), most_words=80),
    Mark("Strikingly", text=("but if youre looking to build your own website",), most_words=80),
    Mark(
        "Tilda",
        text=("please renew your subscription", "domain has been assigned"),
        title=("please renew your subscription",),
        most_words=80,
    ),
    Mark(
        "Webflow",
        text=("the page you are looking for doesnt exist or has been moved webflow",),
        most_words=60,
    ),
    Mark("UptimeRobot", text=("page not found uptimerobot",), most_words=40),
    Mark("Fly.io", text=("404 not found fly io",), most_words=40),
    Mark("ngrok", text=("err_ngrok_3200", "err ngrok 3200", "err_ngrok_6022"), most_words=80),
    Mark("cPanel", ("suspendedpage.cgi",), most_words=80),
    Mark("Uberflip", text=("the url youve accessed does not provide a hub",), most_words=60),
    Mark("Teachable", title=("the school you were looking for doesnt exist",), most_words=60),
    Mark(
        "Google Sites",
        text=("this site has been deleted", "this google site has been removed"),
        most_words=60,
    ),
    Mark(
        "Yahoo",
        text=("geocities has closed", "yahoo answers has shut down", "yahoo groups has shut down"),
        most_words=150,
    ),
)
