"""Words that must be in no file: secrets that were sent, and what tells whose machine it was."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.canaries import Searched
from tests.system.canary_web import PUBLIC, CanaryWeb, serving

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LIMIT_S = 150
HOST = "club.example"
SECRETS = {
    name: f"kanari{name}Q7x"
    for name in (
        *("UrlUser", "UrlPass", "Form", "Json", "Token", "FileCookie", "ProfileCookie", "ProfileStore"),
        *("Env", "EnvToken", "SpnKey", "Home", "User", "Tmp", "Config"),
        *("HarCookie", "HarToken", "HarForm"),
    )
}
SET_COOKIE = "kanariSetCookieQ7x"


@dataclass
class Machine:
    """A user's machine, with a word in every place that could leak."""

    root: Path
    tmp: Path
    """Short: a browser's sockets lie there, and their paths must not be long."""

    @property
    def env(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH", "LANG") if name in os.environ}
        return kept | {
            "HOME": str(self.folder("Home")),
            "USER": SECRETS["User"],
            "LOGNAME": SECRETS["User"],
            "TMPDIR": str(self.tmp),
            "AWS_SECRET_ACCESS_KEY": SECRETS["Env"],
            "GITHUB_TOKEN": SECRETS["EnvToken"],
            "SNAPSHOTTER_SPN_KEY": f"access:{SECRETS['SpnKey']}",
            "NO_COLOR": "1",
        }

    def folder(self, name: str) -> Path:
        made = self.root / SECRETS[name]
        made.mkdir(exist_ok=True)
        return made

    @property
    def home(self) -> Path:
        return self.folder("Home") / "archive"

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "snapshotter", "--home", str(self.home), *arguments]

    def run(self, *arguments: str, codes: tuple[int, ...] = (0,)) -> subprocess.CompletedProcess[str]:
        command = self.command(*arguments)
        done = subprocess.run(
            command, env=self.env, cwd=self.root, capture_output=True, text=True, timeout=LIMIT_S, check=False
        )
        assert done.returncode in codes, done.stderr
        return done


def config(machine, port):
    machine.home.mkdir(parents=True)
    cookies = machine.folder("Config") / "cookies.txt"
    cookies.write_text(f"{HOST}\tFALSE\t/\tFALSE\t0\ta\t{SECRETS['FileCookie']}\n")
    profile = machine.folder("Config") / "profile.json"
    stored = [{"name": "k", "value": SECRETS["ProfileStore"]}]
    cookie = {"name": "p", "value": SECRETS["ProfileCookie"], "domain": HOST, "path": "/", "expires": -1}
    flags = {"httpOnly": False, "secure": False, "sameSite": "Lax"}
    state = {"cookies": [cookie | flags], "origins": [{"origin": f"http://{HOST}", "localStorage": stored}]}
    profile.write_text(json.dumps(state))
    (machine.home / "config.toml").write_text(
        f"""[archive]
[network]
connect_to = ["{HOST}:80:127.0.0.1:{port}"]
host_delay_s = 0.0
[capture]
cookies = "{cookies}"
profile = "{profile}"
pdf = true
static_html = true
[behaviours]
scroll = false
stay_s = 0.0
"""
    )


def post(machine):
    path = machine.folder("Home") / "blog" / "post.html"
    path.parent.mkdir()
    login = f"{SECRETS['UrlUser']}:{SECRETS['UrlPass']}"
    path.write_text(
        f"""<!doctype html><title>A post</title><article><h1>A post</h1>
<p>It says <q>The committee published its findings on Tuesday</q> in
<a href="http://{login}@{HOST}/members/a">the members' pages</a>.</p>
<p>And http://{login}@{HOST}/members/b in plain words, see also <a href="http://{HOST}/public">here</a>.</p>
</article>"""
    )
    return path


@pytest.fixture
def machine(tmp_path):
    tmp = Path(tempfile.mkdtemp(prefix=SECRETS["Tmp"]))
    yield Machine(tmp_path, tmp)
    shutil.rmtree(tmp)


@pytest.fixture
def web():
    return CanaryWeb(
        user=SECRETS["UrlUser"],
        password=SECRETS["UrlPass"],
        form=SECRETS["Form"],
        body=SECRETS["Json"],
        token=SECRETS["Token"],
        set_cookie=SET_COOKIE,
    )


def har(folder):
    """What a browser's tools save of a login."""
    sent = [
        {"name": "Cookie", "value": f"a={SECRETS['HarCookie']}"},
        {"name": "Authorization", "value": f"Bearer {SECRETS['HarToken']}"},
        {"name": "Content-Type", "value": "application/x-www-form-urlencoded"},
    ]
    request = {
        "method": "POST",
        "url": f"http://{HOST}/public",
        "httpVersion": "HTTP/1.1",
        "cookies": [{"name": "a", "value": SECRETS["HarCookie"]}],
        "headers": sent,
        "queryString": [],
        "postData": {"mimeType": sent[2]["value"], "text": f"user=me&password={SECRETS['HarForm']}"},
        "headersSize": -1,
        "bodySize": -1,
    }
    content = {"size": len(PUBLIC), "mimeType": "text/html", "text": PUBLIC}
    response = {
        "status": 200,
        "statusText": "OK",
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": [{"name": "Content-Type", "value": "text/html"}],
        "content": content,
        "redirectURL": "",
        "headersSize": -1,
        "bodySize": -1,
    }
    entry = {
        "startedDateTime": "2024-01-01T00:00:00.000Z",
        "time": 1,
        "request": request,
        "response": response,
        "cache": {},
        "timings": {"send": 0, "wait": 1, "receive": 0},
    }
    log = {"version": "1.2", "creator": {"name": "a browser", "version": "1"}, "entries": [entry]}
    path = folder / "saved.har"
    path.write_text(json.dumps({"log": log}))
    return path


def pages_of_the_reading_room(machine, slug):
    """What it serves, as bytes one after the other."""
    command = machine.command("replay", "--no-open", "--json")
    with subprocess.Popen(command, env=machine.env, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as room:
        try:
            base = json.loads(room.stdout.readline())["url"]
            page = f"http://{HOST}/members/a"
            paths = "", f"posts/{slug}", f"timemap/json/{page}", f"timemap/link/{page}", f"web/2030/{page}"
            answers = []
            for path in paths:
                with urllib.request.urlopen(base + path, timeout=LIMIT_S) as answer:
                    answers.append(str(answer.headers).encode() + answer.read())
        finally:
            room.send_signal(signal.SIGINT)
            answers += room.communicate(timeout=LIMIT_S)
    return b"\n".join(answers)


def everything_done(machine, web, out):
    """Every command that writes or shows anything; what they said, and the post's file."""
    said = []
    with serving(web) as port:
        config(machine, port)
        source = post(machine)
        said.append(machine.run("archive", str(source), "--json", "--no-proof"))
        web.gone = True
        said.append(machine.run("audit", "--json", codes=(0, 10)))
        said.append(machine.run("rescue", "--submit", "--memento-archive", f"http://{HOST}/x", codes=(0, 3)))
    said.append(machine.run("import", str(har(machine.root)), "--json"))
    said.append(machine.run("export", "--all", "-o", str(out / "all.wacz"), "--json"))
    said.append(machine.run("verify", "--json"))
    for name in ("report.html", "report.json", "report.csv"):
        format = name.rpartition(".")[2]
        said.append(machine.run("report", "--format", format, "-o", str(out / name), codes=(0, 10)))
    (slug,) = (each.stem for each in (machine.home / "warcs" / "manifests").glob("*.json"))
    said.append(machine.run("show", slug, "--json"))
    said.append(machine.run("references", str(source), codes=(0, 3)))
    said.append(machine.run("robustify", str(source), "-o", str(machine.root / "robust.html"), codes=(0, 3)))
    (out / "reading-room").write_bytes(pages_of_the_reading_room(machine, slug))
    return said, source


def test_no_file_tells(tmp_path, machine, browser, web):
    out = tmp_path / "out"
    out.mkdir()
    said, source = everything_done(machine, web, out)
    words = [*SECRETS.values(), SET_COOKIE, str(tmp_path), *machine_names()]
    searched = Searched(words)
    found = [each for folder in (machine.home / "warcs", out) for each in searched.tree(folder)]
    assert [each for each in found if not is_documented(*each)] == []
    assert any(word == SET_COOKIE for _, word, _ in found), "where it is looked for, things are found"
    named = {SECRETS["Home"], str(tmp_path)}  # the user's own words for files
    shown = Searched(set(words) - named)
    assert [each for done in said for each in shown.bytes((done.stdout + done.stderr).encode())] == []
    written = (tmp_path / "robust.html").read_text()
    assert written.count(SECRETS["UrlPass"]) == source.read_text().count(SECRETS["UrlPass"])


def is_documented(name, word, around):
    """What a response set stays: it is what the origin said."""
    return word == SET_COOKIE and name.endswith((".warc.gz", ".wacz")) and "Set-Cookie: sid=" in around


def machine_names():
    """Of this machine itself, where its name is none that stands everywhere."""
    return [name for name in (socket.gethostname(),) if len(name) > 7 and name != "localhost"]
