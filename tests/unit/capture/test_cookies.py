"""Cookie files and profiles: what is read, what is refused, and that nothing secret is ever told."""

from __future__ import annotations

import json
import os
import stat
import traceback
import urllib.request
from pathlib import Path

import pytest

from snapshotter import urls
from snapshotter.capture.connector import Connector, ConnectTo
from snapshotter.capture.cookies import COOKIES, PROFILE, SESSION, cookie_jar, load_cookies, to_netscape
from snapshotter.capture.profile import load_profile, login_finding, login_state, write_profile
from snapshotter.capture.recorder import Recorder
from snapshotter.capture.tls.keylog import KeyLog
from snapshotter.demo.messages import always, typed
from snapshotter.demo.origin import Origin
from snapshotter.errors import ConfigError
from snapshotter.http.client import ClientOptions, HttpClient

LATER = 4_000_000_000
SECRET = "s3cr3t-value"

NETSCAPE = f"""\ufeff# Netscape HTTP Cookie File
# https://curl.se/docs/http-cookies.html

.site.example\tTRUE\t/\tTRUE\t{LATER}\tsession_id\t{SECRET}
site.example\tFALSE\t/account\tFALSE\t0\ttheme\tdark\r
#HttpOnly_www.site.example\tFALSE\t/\tTRUE\t{LATER}.5\t__Host-token\ta=b;c
site.example\tTRUE\t/\tFALSE\t{LATER}\tempty
old.example\tFALSE\t/\tFALSE\t1000000000\tgone\tx
"""


def written(folder: Path, content: object, name: str = "file") -> Path:
    path = folder / name
    text = content if isinstance(content, str) else json.dumps(content)
    path.write_text(text, encoding="utf-8", newline="")
    return path


def test_netscape(tmp_path):
    first, second, third, fourth = load_cookies(written(tmp_path, NETSCAPE))
    assert first == {
        "name": "session_id",
        "value": SECRET,
        "domain": ".site.example",
        "path": "/",
        "expires": float(LATER),
        "httpOnly": False,
        "secure": True,
    }
    assert (second["domain"], second["path"], second["expires"]) == ("site.example", "/account", SESSION)
    assert second["value"] == "dark"
    assert (third["name"], third["value"], third["httpOnly"]) == ("__Host-token", "a=b;c", True)
    assert third["domain"] == "www.site.example"
    assert (fourth["domain"], fourth["name"], fourth["value"]) == (".site.example", "empty", "")


def test_what_is_written_as_netscape_reads_back(tmp_path):
    cookies = load_cookies(written(tmp_path, NETSCAPE))
    for cookie in cookies:
        cookie["expires"] = float(int(cookie["expires"]))
    assert load_cookies(written(tmp_path, to_netscape(cookies), "again")) == cookies


@pytest.mark.parametrize("wrapped", [False, True])
def test_json_of_extensions(tmp_path, wrapped):
    entries = [
        {
            "domain": ".site.example",
            "expirationDate": LATER + 0.25,
            "hostOnly": False,
            "httpOnly": True,
            "name": "sid",
            "path": "/",
            "sameSite": "no_restriction",
            "secure": True,
            "session": False,
            "storeId": "0",
            "value": SECRET,
        },
        {"domain": "site.example", "hostOnly": True, "name": "a", "value": "", "session": True, "id": 2},
        {"domain": "site.example", "hostOnly": False, "name": "b", "value": "c", "sameSite": "unspecified"},
        {"domain": "x.example", "name": "d", "value": "e", "sameSite": "no_restriction", "path": None},
        {"domain": "x.example", "name": "f", "value": "g", "sameSite": "lax", "expirationDate": LATER * 1000},
        {"domain": "x.example", "name": "h", "value": "i", "expirationDate": 5},
    ]
    content = {"url": "https://site.example", "cookies": entries} if wrapped else entries
    sid, host_only, wide, insecure, lax = load_cookies(written(tmp_path, content))
    assert (sid["sameSite"], sid["expires"], sid["httpOnly"]) == ("None", LATER + 0.25, True)
    assert (host_only["domain"], host_only["expires"]) == ("site.example", SESSION)
    assert wide["domain"] == ".site.example"
    assert "sameSite" not in wide
    assert "sameSite" not in insecure
    assert (insecure["path"], lax["sameSite"], lax["expires"]) == ("/", "Lax", float(LATER))


def test_playwrights_storage_state_as_a_cookie_file(tmp_path):
    cookie = {"name": "a", "value": "b", "domain": "x.example", "path": "/", "expires": -1}
    state = {"cookies": [cookie | {"httpOnly": False, "secure": False, "sameSite": "Lax"}], "origins": []}
    (found,) = load_cookies(written(tmp_path, state))
    assert (found["expires"], found["sameSite"], found["domain"]) == (SESSION, "Lax", "x.example")


LINE = f".x.example\tTRUE\t/\tTRUE\t{LATER}\tname\t{SECRET}"
ENTRY = {"domain": "x.example", "name": "n", "value": SECRET, "path": "/"}


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "there is no cookie in it"),
        ("# a remark\n\n", "there is no cookie in it"),
        (f"\n{LINE}\n{LINE.replace(chr(9), ' ')}\n", "line 3: expected 7 fields between tabs, got 1"),
        (LINE.replace("TRUE\t/", f"{SECRET}\t/"), "line 1: the second field is neither TRUE nor FALSE"),
        (LINE.replace("/\tTRUE", f"/\t{SECRET}"), "line 1: the fourth field is neither TRUE nor FALSE"),
        (LINE.replace(str(LATER), SECRET), "line 1: its time is no number"),
        (LINE.replace(".x.example", f"x example{SECRET}"), "line 1: the domain is no host name"),
        (LINE.replace("\t/\t", f"\t{SECRET}\t"), "line 1: its path does not begin with /"),
        (LINE + "\x01", "line 1: there is a control character in it"),
        (LINE + "x" * 5000, "line 1: name and value are longer than 4096 bytes"),
        (LINE.replace("name", "__Host-n"), "line 1: its name says that it is of one host"),
        (
            LINE.replace("/\tTRUE", "/\tFALSE").replace("name", "__Secure-n"),
            "line 1: its name says that it is secure",
        ),
        (LINE.replace(str(LATER), "1000"), "every cookie in it has expired"),
        (f'[{{"name": "{SECRET}", ]', "line 1, column "),
        ("[" * 100_000, "no JSON"),
        ("[1]", "cookie 1: not an object"),
        ([], "there is no cookie in it"),
        ({"value": SECRET}, "expected a list of cookies"),
        ([ENTRY, ENTRY | {"name": None}], "cookie 2: name is missing"),
        ([ENTRY | {"value": {"a": SECRET}}], "cookie 1: value is no string"),
        ([ENTRY | {"expirationDate": SECRET}], "cookie 1: its time is no number"),
        ([ENTRY | {"expires": True}], "cookie 1: its time is no number"),
        ([ENTRY | {"domain": f"https://{SECRET}/"}], "cookie 1: the domain is no host name"),
        ([ENTRY | {"name": "", "value": ""}], "cookie 1: it has neither name nor value"),
    ],
)
def test_what_is_wrong_is_said_by_its_place_and_shows_no_secret(tmp_path, content, says):
    with pytest.raises(ConfigError) as refused:
        load_cookies(written(tmp_path, content))
    error = refused.value
    assert says in error.message
    assert error.message.startswith(str(tmp_path / "file"))
    assert (error.code, bool(error.hint)) == (COOKIES, True)
    told = error.message + error.hint + "".join(traceback.format_exception(error))
    assert SECRET not in told


def test_files_that_cannot_be_read(tmp_path):
    (tmp_path / "latin").write_bytes(b"x\ty\xe9")
    for name, says in (("none", "No such file"), (".", "Is a directory"), ("latin", "byte 3 is not UTF-8")):
        with pytest.raises(ConfigError, match=says):
            load_cookies(tmp_path / name)


@pytest.mark.parametrize(
    ("url", "sent"),
    [
        ("https://www.site.example/", {f"session_id={SECRET}", "__Host-token=a=b;c", "empty="}),
        ("https://site.example/", {f"session_id={SECRET}", "empty="}),
        ("http://site.example/account/x", {"theme=dark", "empty="}),
        ("https://other.example/", set()),
        ("https://notsite.example/", set()),
    ],
)
def test_a_jar_sends_them_where_they_belong(tmp_path, url, sent):
    request = urllib.request.Request(url)
    cookie_jar(load_cookies(written(tmp_path, NETSCAPE))).add_cookie_header(request)
    header = request.get_header("Cookie")
    assert set((header or "").split("; ") if header else ()) == sent


async def test_our_own_requests_carry_them(tmp_path):
    route = {"/": always(typed(b"text/plain", b"in"))}
    cookies = load_cookies(written(tmp_path, ".a.test\tTRUE\t/\tFALSE\t0\tsid\tabc\n"))
    async with Origin({"a.test": route, "b.test": route}) as origin:
        entries = [ConnectTo.parse(entry) for entry in origin.connect_to(["a.test", "b.test"], "h1")]
        recorder = Recorder(Connector(connect_to=entries), KeyLog(), tmp_path, 10**6)
        await recorder.start()
        client = HttpClient(ClientOptions(proxy=recorder.proxy, cookies=cookie_jar(cookies)))
        for host in ("a.test", "b.test"):
            async with client.get(urls.parse(f"http://{host}/")) as response:
                assert [piece async for piece in response.chunks()] == [b"in"]
        await client.close()
        await recorder.stop()
        recorder.release()
    heads = {each.authority: each.request_head for each in origin.served}
    assert b"Cookie: sid=abc\r\n" in heads["a.test"]
    assert b"ookie" not in heads["b.test"]


STATE = {
    "cookies": [
        {
            "name": "a",
            "value": SECRET,
            "domain": ".x.example",
            "path": "/",
            "expires": LATER,
            "httpOnly": True,
            "secure": True,
            "sameSite": "Lax",
            "partitionKey": "https://y.example",
        },
        {"name": "old", "value": "x", "domain": "x.example", "path": "/", "expires": 1000},
    ],
    "origins": [
        {
            "origin": "https://x.example",
            "localStorage": [{"name": "token", "value": SECRET}],
            "indexedDB": [{"name": "db", "version": 1, "stores": []}],
        }
    ],
}


class TestProfile:
    def test_it_comes_back_as_it_was_without_what_has_expired(self, tmp_path):
        write_profile(STATE, tmp_path / "state.json")
        assert load_profile(tmp_path / "state.json") == {
            "cookies": STATE["cookies"][:1],
            "origins": STATE["origins"],
        }

    def test_only_its_owner_can_read_it(self, tmp_path):
        path = tmp_path / "state.json"
        path.write_text("{}")
        path.chmod(0o644)
        before = os.umask(0)
        try:
            write_profile(STATE, path)
        finally:
            os.umask(before)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert [each.name for each in tmp_path.iterdir()] == ["state.json"]

    def test_a_place_that_cannot_be_written_is_an_error(self, tmp_path):
        with pytest.raises(ConfigError, match="No such file") as refused:
            write_profile(STATE, tmp_path / "none" / "state.json")
        assert refused.value.code == PROFILE
        (tmp_path / "folder").mkdir()
        with pytest.raises(ConfigError):
            write_profile(STATE, tmp_path / "folder")
        assert [each.name for each in tmp_path.iterdir()] == ["folder"]

    @pytest.mark.parametrize(
        ("content", "says"),
        [
            (SECRET, "line 1, column 1: no JSON"),
            ([], "expected an object with a list of cookies"),
            ({"cookies": {}}, "expected an object with a list of cookies"),
            ({"cookies": [], "origins": {"a": SECRET}}, "origins is no list"),
            ({"cookies": [{"name": SECRET}]}, "cookie 1: domain is missing"),
            ({"cookies": [], "origins": [{"origin": 1}]}, "origin 1: it names none"),
            ({"cookies": [], "origins": [{"origin": "file:///"}]}, "origin 1: not one of the web"),
            (
                {"cookies": [], "origins": [{"origin": "https://x", "localStorage": [{"name": SECRET}]}]},
                "origin 1: localStorage is no list of names and values",
            ),
            ({"cookies": [STATE["cookies"][1]]}, "the login has expired"),
        ],
    )
    def test_what_is_no_profile(self, tmp_path, content, says):
        with pytest.raises(ConfigError) as refused:
            load_profile(written(tmp_path, content))
        assert says in refused.value.message
        assert refused.value.code == PROFILE
        assert "snapshotter assist" in refused.value.hint
        assert SECRET not in "".join(traceback.format_exception(refused.value))

    def test_a_cookie_file_goes_over_a_profile(self, tmp_path):
        write_profile(STATE, tmp_path / "state.json")
        newer = written(
            tmp_path, ".x.example\tTRUE\t/\tTRUE\t0\ta\tnew\nx.example\tFALSE\t/\tTRUE\t0\tb\tc\n"
        )
        state = login_state(tmp_path / "state.json", newer)
        assert [(cookie["name"], cookie["value"]) for cookie in state["cookies"]] == [
            ("a", "new"),
            ("b", "c"),
        ]
        assert state["origins"] == STATE["origins"]

    def test_without_files_there_is_no_state(self, tmp_path):
        assert login_state("", "") is None
        only = login_state("", written(tmp_path, LINE))
        assert (len(only["cookies"]), only["origins"]) == (1, [])

    def test_the_finding_counts_and_tells_nothing(self, tmp_path):
        finding = login_finding(STATE)
        assert finding.code == "capture.login"
        assert SECRET not in repr(finding)
        assert finding.detail == {"cookies": 2, "origins": 1}
