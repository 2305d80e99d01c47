"""Options of captures, and the settings that they end in."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from tests.unit.cli.test_commands import snapshot

URL = "https://cited.example/a"


@pytest.fixture
def settings_of(wiring, invoke):
    """The settings that ``capture`` hands on when it is called with these options."""

    def call(*options: str):
        wiring.answers["capture"] = (snapshot(),)
        result = invoke("capture", *options, URL)
        assert result.exit_code == 0, result.stderr
        return wiring.calls[-1].settings

    return call


@pytest.mark.parametrize(
    ("option", "table", "key", "value"),
    [
        ("--pdf", "capture", "pdf", True),
        ("--static-html", "capture", "static_html", True),
        ("--video", "capture", "video", True),
        ("--mobile", "capture", "viewports", ("mobile",)),
        ("--viewport=800x600", "capture", "viewports", ("800x600",)),
        ("--no-scroll", "behaviours", "scroll", False),
        ("--no-banners", "behaviours", "banners", False),
        ("--no-gap-fill", "behaviours", "gap_fill", False),
    ],
)
def test_an_option_changes_its_setting_and_no_other(settings_of, option, table, key, value):
    plain, changed = settings_of(), settings_of(option)
    before, after = getattr(plain, table), getattr(changed, table)
    assert getattr(before, key) != value
    differing = {name for name in before.__slots__ if getattr(before, name) != getattr(after, name)}
    assert differing == {key}
    assert getattr(after, key) == value


def test_files_are_found_from_the_current_folder_and_handed_on_whole(settings_of, tmp_path):
    for name in ("state.json", "cookies.txt", "hosts", "more"):
        (tmp_path / name).touch()
    names = ("--profile", "state.json", "--cookies", "cookies.txt", "--block-list", "hosts")
    capture = settings_of(*names, "--block-list", "more").capture
    assert capture.profile == str(tmp_path / "state.json")
    assert capture.cookies == str(tmp_path / "cookies.txt")
    assert capture.block_list == (str(tmp_path / "hosts"), str(tmp_path / "more"))


def test_what_may_be_repeated_adds_to_the_file(settings_of, tmp_path):
    (tmp_path / "hosts").touch()
    (tmp_path / "config.toml").write_text(
        "[archive]\n[capture]\nviewports = ['mobile', '640x480']\nblock_list = ['/lists/a']\npdf = true\n"
        "[behaviours]\nscroll = false\n"
    )
    settings = settings_of("--viewport", "800x600", "--mobile", "--block-list", "hosts")
    assert settings.capture.viewports == ("800x600", "mobile", "640x480")
    assert settings.capture.block_list == (str(tmp_path / "hosts"), "/lists/a")
    assert (settings.capture.pdf, settings.behaviours.scroll) == (True, False)


def test_zero_is_a_value(settings_of, tmp_path):
    (tmp_path / "config.toml").write_text("[archive]\n[network]\nretries = 3\nhost_delay_s = 2\n")
    network = settings_of("--retries", "0", "--host-delay", "0").network
    assert (network.retries, network.host_delay_s) == (0, 0.0)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--viewport", "wide"), "WIDTHxHEIGHT"),
        (("--cookies", "nowhere.txt"), "nowhere.txt"),
        (("--profile", "nowhere.json"), "nowhere.json"),
        (("--block-list", "nowhere"), "nowhere"),
    ],
)
def test_an_option_that_makes_no_sense_is_a_usage_error(wiring, invoke, options, says):
    result = invoke("capture", *options, URL)
    assert result.exit_code == 2
    assert says in result.stderr
    assert wiring.calls == []


def test_archive_has_them_too(wiring, invoke):
    wiring.answers["archive"] = SimpleNamespace(posts=(), failures=(), outcomes=())
    invoke("archive", "--mobile", "--no-banners", "p.html")
    (call,) = wiring.calls
    assert call.settings.capture.viewports == ("mobile",)
    assert call.settings.behaviours.banners is False
