"""Settings: where they come from, and what a wrong one says."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snapshotter.errors import ConfigError
from snapshotter.settings import Settings, find_home, load, with_overrides

KEYS = [
    f"{table.name}.{entry.name}"
    for table in fields(Settings)
    for entry in fields(getattr(Settings(), table.name))
]


def write(folder: Path, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_defaults_without_a_file(tmp_path):
    assert load(tmp_path) == Settings()


def test_the_commented_example_holds_every_key_with_its_default():
    root = Path(__file__).resolve().parents[2]
    assert load(root) == Settings()
    text = (root / "config.toml").read_text(encoding="utf-8")
    missing = [key for key in KEYS if f"\n{key.partition('.')[2]} = " not in text]
    assert missing == []


def test_a_file_changes_what_it_names_and_nothing_else(tmp_path):
    write(tmp_path, '[network]\njobs = 2\nconnect_to = ["a.example:443:127.0.0.1:8443"]\ntimeout_s = 5\n')
    settings = load(tmp_path)
    assert settings.network.jobs == 2
    assert settings.network.connect_to == ("a.example:443:127.0.0.1:8443",)
    assert isinstance(settings.network.timeout_s, float)
    assert settings.capture == Settings().capture


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("[network]\njbos = 2\n", "network.jobs"),
        ("[archive]\nmax_file_byte = 2\n", "archive.max_file_bytes"),
        ("[archiv]\nscope = 'all'\n", "archive"),
        ("[archive]\njobs = 2\n", "network.jobs"),
        ("jobs = 2\n", "network.jobs"),
        ("[capture]\nzzz = 2\n", "capture."),
    ],
)
def test_an_unknown_key_names_file_and_nearest_key(tmp_path, text, nearest):
    path = write(tmp_path, text)
    with pytest.raises(ConfigError) as caught:
        load(tmp_path)
    assert caught.value.code == "config.unknown-key"
    assert caught.value.exit_code == 4
    assert str(path) in caught.value.message
    assert f"Did you mean {nearest}" in caught.value.hint


@pytest.mark.parametrize(
    ("text", "key", "expected"),
    [
        ("[network]\njobs = 'two'\n", "network.jobs is 'two'", "a whole number"),
        ("[network]\njobs = 0\n", "network.jobs is 0", "at least 1"),
        ("[network]\njobs = true\n", "network.jobs is True", "a whole number"),
        ("[network]\njobs = 1.5\n", "network.jobs is 1.5", "a whole number"),
        ("[network]\ntimeout_s = 0\n", "network.timeout_s is 0", "more than 0"),
        ("[network]\ntimeout_s = nan\n", "network.timeout_s is nan", "more than 0"),
        ("[network]\ninsecure = 1\n", "network.insecure is 1", "true or false"),
        ("[network]\nconnect_to = 'a:1:b:2'\n", "network.connect_to is 'a:1:b:2'", "a list of strings"),
        ("[network]\nconnect_to = ['a:b:2']\n", "network.connect_to is ['a:b:2']", "HOST1:PORT1:HOST2:PORT2"),
        ("[archive]\nscope = 'most'\n", "archive.scope is 'most'", "one of 'body', 'all'"),
        ("[capture]\nbrowser = ''\n", "capture.browser is ''", "not empty"),
        ("archive = 3\n", "archive is 3", "a table [archive]"),
    ],
)
def test_a_wrong_value_names_got_and_expected(tmp_path, text, key, expected):
    write(tmp_path, text)
    with pytest.raises(ConfigError) as caught:
        load(tmp_path)
    assert caught.value.code == "config.invalid-value"
    assert key in caught.value.message
    assert expected in caught.value.message.partition("expected ")[2]


def test_a_password_is_not_repeated_in_a_message(tmp_path):
    write(tmp_path, "[network]\nproxy = 'user:sesame@proxy.example:8080'\n")
    with pytest.raises(ConfigError, match=r"network\.proxy") as caught:
        load(tmp_path)
    assert "sesame" not in caught.value.message + caught.value.hint


def test_broken_toml_names_file_and_line(tmp_path):
    path = write(tmp_path, "[archive]\nscope = \n")
    with pytest.raises(ConfigError, match="line 2") as caught:
        load(tmp_path)
    assert str(path) in caught.value.message


def test_a_named_file_must_be_there(tmp_path):
    with pytest.raises(ConfigError, match=r"none\.toml"):
        load(tmp_path, tmp_path / "none.toml")


def test_a_named_file_wins_over_that_of_the_home(tmp_path):
    write(tmp_path, "[network]\njobs = 2\n")
    other = write(tmp_path / "other", "[network]\njobs = 3\n")
    assert load(tmp_path, other).network.jobs == 3


def test_another_programs_config_in_the_current_folder_is_left_alone(tmp_path):
    write(tmp_path, "baseURL = 'https://blog.example/'\n[params]\nauthor = 'A'\n")
    assert load(tmp_path, named=False) == Settings()
    with pytest.raises(ConfigError, match="baseURL"):
        load(tmp_path, named=True)


def test_a_misspelt_table_in_the_current_folder_is_not_passed_over(tmp_path):
    write(tmp_path, "[netwrok]\njobs = 2\n")
    with pytest.raises(ConfigError, match="netwrok"):
        load(tmp_path, named=False)


def test_home_explicit_wins(tmp_path):
    environ = {"SNAPSHOTTER_HOME": str(tmp_path / "env")}
    assert find_home(tmp_path / "named", environ, tmp_path) == (tmp_path / "named").resolve()
    assert find_home(None, environ, tmp_path) == (tmp_path / "env").resolve()
    assert find_home(Path("sub"), {}, tmp_path) == (tmp_path / "sub").resolve()


def test_home_is_the_nearest_folder_upwards_with_an_archive_table(tmp_path):
    write(tmp_path, "[archive]\n")
    write(tmp_path / "site", "baseURL = 'https://blog.example/'\n")
    write(tmp_path / "site" / "content", "this is no toml")
    inner = tmp_path / "site" / "content" / "posts"
    inner.mkdir()
    assert find_home(None, {}, inner) == tmp_path.resolve()


def test_home_is_the_current_folder_otherwise(tmp_path):
    assert find_home(None, {"SNAPSHOTTER_HOME": ""}, tmp_path) == tmp_path.resolve()


def test_overrides_win_and_none_leaves_alone():
    settings = with_overrides(Settings(), {"network.jobs": 9, "network.proxy": None, "archive.scope": "all"})
    assert (settings.network.jobs, settings.archive.scope) == (9, "all")
    assert settings.network.proxy == ""
    with pytest.raises(ConfigError, match=r"option: network\.jobs is 0"):
        with_overrides(Settings(), {"network.jobs": 0})


@given(
    st.sampled_from(KEYS), st.one_of(st.none(), st.integers(), st.text(), st.booleans(), st.lists(st.text()))
)
def test_any_override_is_taken_or_refused_with_its_name(key, value):
    refused = ""
    settings = Settings()
    try:
        settings = with_overrides(settings, {key: value})
    except ConfigError as error:
        refused = error.message
    table, _, name = key.partition(".")
    taken, default = (getattr(getattr(each, table), name) for each in (settings, Settings()))
    given_value = tuple(value) if isinstance(value, list) else value
    assert key in refused or taken == (default if value is None else given_value)
