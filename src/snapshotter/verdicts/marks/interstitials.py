"""Sure signs of well-known pages on the way."""

from __future__ import annotations

from snapshotter.verdicts.signs import Mark

MARKS = (
    Mark("Cloudflare", title=("suspected phishing site", "suspected phishing"), most_words=200),
    Mark(
        "Cloudflare",
        text=(
            "this website has been reported for potential phishing",
            "warning suspected phishing site ahead",
        ),
        most_words=200,
    ),
    Mark(
        "Bitly",
        title=(
            "warning there might be a problem with the requested link",
            "bitly warning",
            "warning this link",
        ),
        most_words=250,
    ),
    Mark(
        "Google",
        title=(
            "redirect notice",
            "redirecting notice",
            "weiterleitungshinweis",
            "avis de redirection",
            "aviso de redirección",
        ),
        most_words=100,
    ),
    Mark(
        "Google",
        text=(
            "the previous page is sending you to",
            "if you do not want to visit that page you can return to the previous page",
        ),
        most_words=100,
    ),
    Mark(
        "Google Drive",
        text=(
            "google drive cant scan this file for viruses",
            "google drive can t scan this file for viruses",
        ),
        most_words=80,
    ),
    Mark("Facebook", title=("leaving facebook",), most_words=120),
    Mark("Instagram", ("l.instagram.com",), text=("leaving instagram",), most_words=100),
    Mark("Steam", title=("steam community notice", "steam leaving steam", "leaving steam"), most_words=150),
    Mark(
        "Steam", ("agegate",), text=("please enter your birth date to continue", "age check"), most_words=80
    ),
    Mark(
        "Blogger",
        title=("content warning",),
        text=("the blog that you are about to view may contain content only suitable for adults",),
        most_words=120,
    ),
    Mark("Blogger", ("blogger.com/blogin", "guestauth"), most_words=80),
    Mark(
        "Reddit",
        text=(
            "you must be at least eighteen years old to view this content",
            "you must be 18 to view this community",
        ),
        most_words=120,
    ),
    Mark("Zhihu", text=("即将离开知乎",), most_words=60),
    Mark("CSDN", text=("即将离开csdn", "您即将离开csdn"), most_words=60),
    Mark("Juejin", text=("即将离开稀土掘金",), most_words=60),
    Mark("Jianshu", text=("即将离开简书", "即将跳转到外部网站"), most_words=60),
    Mark("Tencent", text=("已停止访问该网页", "非微信官方网页"), most_words=100),
    Mark("VK", ("vk.com/away",), most_words=80),
    Mark("TinyURL", title=("tinyurl preview", "tinyurl com preview"), most_words=120),
    Mark("ngrok", text=("you are about to visit", "err_ngrok_6024"), title=("ngrok", ""), most_words=150),
    Mark("localtunnel", title=("loca lt", "friendly reminder"), most_words=250),
    Mark(
        "SourceForge",
        text=("your download will start", "problems downloading"),
        title=("download",),
        most_words=60,
    ),
    Mark("Forbes", ("/forbes/welcome",), most_words=80),
    Mark("Forbes", title=("forbes welcome",), most_words=80),
    Mark(
        "adf.ly",
        text=("please wait 5 seconds", "skip ad"),
    ),
)
