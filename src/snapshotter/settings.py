"""Settings of an archive home: ``config.toml``, every key with a default and its unit in its name.

Where they come from, later wins: the defaults below, ``config.toml``, options of the command line.
A key that is not known, or a value of the wrong type or range, is a :class:`ConfigError` that names
file, key, what was got and what was expected.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal, cast

from snapshotter.errors import ConfigError

CONFIG_NAME = "config.toml"
HOME_VARIABLE = "SNAPSHOTTER_HOME"

Accepts = tuple[str, Callable[[Any], bool]]
"""What a value must be, in words and as a test; asked after its type was found right."""

_SECRET = ("archive.catalogue_url", "network.proxy")
"""May hold a password, so their values appear in no message."""
_CONNECT_TO = re.compile(r"(\[[^\]]+\]|[^:]*):(\d*):(\[[^\]]+\]|[^:]*):(\d*)")


def _at_least(least: float) -> dict[str, Accepts]:
    return {"accepts": (f"at least {least}", lambda value: value >= least)}


def _above(bound: float) -> dict[str, Accepts]:
    return {"accepts": (f"more than {bound}", lambda value: value > bound)}


def _one_of(*values: str) -> dict[str, Accepts]:
    return {"accepts": ("one of " + ", ".join(map(repr, values)), lambda value: value in values)}


_CONNECT_TO_FORM: dict[str, Accepts] = {
    "accepts": (
        "a list of 'HOST1:PORT1:HOST2:PORT2'",
        lambda value: all(_CONNECT_TO.fullmatch(entry) for entry in value),
    )
}
_VIEWPORTS_FORM: dict[str, Accepts] = {
    "accepts": (
        "a list of 'mobile' or 'WIDTHxHEIGHT'",
        lambda value: all(re.fullmatch(r"mobile|\d{2,5}x\d{2,5}", entry) for entry in value),
    )
}
_PROXY_FORM: dict[str, Accepts] = {
    "accepts": (
        "http://, https://, socks5:// or socks5h:// and a host, or empty",
        lambda value: not value or re.match(r"(https?|socks5h?)://[^/]", value) is not None,
    )
}


@dataclass(frozen=True, slots=True)
class ArchiveSettings:
    """``[archive]``: what is kept, and where."""

    max_file_bytes: int = field(default=1_000_000_000, metadata=_at_least(1))
    """A WARC file is closed, and the next begun, once it is larger than this."""
    catalogue_url: str = ""
    """Database of the catalogue; empty means SQLite in ``warcs/catalogue.sqlite``."""
    reuse_hours: float = field(default=24.0, metadata=_at_least(0))
    """A page captured within this time is not captured again for another citation."""
    scope: Literal["body", "all"] = field(default="body", metadata=_one_of("body", "all"))
    """Which citations ``archive`` captures."""
    max_bytes: int = field(default=0, metadata=_at_least(0))
    """No capture is begun once ``warcs/`` holds more than this; 0 means no limit."""
    min_free_bytes: int = field(default=500_000_000, metadata=_at_least(0))
    """No capture is begun with less room than this on the disk; the run waits for more."""
    disk_wait_s: float = field(default=600.0, metadata=_at_least(0))
    """So long a run waits for room before it stops."""
    redact: bool = True
    """Requests are stored without what their sender is known by: cookies, tokens, passwords."""


@dataclass(frozen=True, slots=True)
class NetworkSettings:
    """``[network]``: how requests go out, and at what pace."""

    connect_to: tuple[str, ...] = field(default=(), metadata=_CONNECT_TO_FORM)
    """``HOST1:PORT1:HOST2:PORT2`` as curl's; empty HOST1 or PORT1 means any."""
    allow_private: bool = False
    """Go to loopback, private and link-local addresses too."""
    insecure: bool = False
    """Certificate trouble is recorded, not fatal."""
    user_agent: str = ""
    """Empty means the browser's own, or ours where no browser is used."""
    proxy: str = field(default="", metadata=_PROXY_FORM)
    """Empty means none."""
    ca_bundle: str = ""
    """A PEM file of further certificate authorities to trust."""
    control_urls: tuple[str, ...] = ()
    """Asked whether the network is there when nothing answers; none are asked by default."""
    jobs: int = field(default=4, metadata=_at_least(1))
    """Pages captured at the same time."""
    timeout_s: float = field(default=60.0, metadata=_above(0))
    """Wall clock of one page."""
    host_delay_s: float = field(default=1.0, metadata=_at_least(0))
    """Between two pages of one host."""
    retries: int = field(default=1, metadata=_at_least(0))
    """Further attempts after a trouble that may pass."""
    connect_timeout_s: float = field(default=20.0, metadata=_above(0))
    """Name, TCP and TLS together."""


@dataclass(frozen=True, slots=True)
class CaptureSettings:
    """``[capture]``: the browser, and when a page counts as complete."""

    browser: str = field(default="auto", metadata={"accepts": ("not empty", bool)})
    """``auto``, ``chromium``, ``headless-shell`` or the path of a Chromium."""
    viewport_width: int = field(default=1280, metadata=_at_least(1))
    viewport_height: int = field(default=900, metadata=_at_least(1))
    max_body_bytes: int = field(default=2_000_000_000, metadata=_at_least(1))
    """A response body is cut, and marked as cut, beyond this."""
    idle_s: float = field(default=0.5, metadata=_above(0))
    """A page is complete once it has asked for nothing for so long."""
    screenshot: bool = True
    max_screenshot_height_px: int = field(default=16_000, metadata=_at_least(1))
    screenshot_scale: float = field(
        default=0.6, metadata={"accepts": ("from 0.1 to 2", lambda value: 0.1 <= value <= 2)}
    )
    """Of the picture of the whole page; in full size it costs three times as much."""
    thumbnail: bool = True
    pdf: bool = False
    """Print the page to PDF as well."""
    static_html: bool = False
    """Keep the page as one HTML file without scripts as well."""
    video: bool = False
    """Keep the page's video and subtitles as files of their own (needs the extra ``video``: yt-dlp)."""
    viewports: tuple[str, ...] = field(default=(), metadata=_VIEWPORTS_FORM)
    """Further views of every page: ``mobile``, or ``WIDTHxHEIGHT``."""
    profile: str = ""
    """A file with cookies and storage of a login, made by ``snapshotter assist``."""
    cookies: str = ""
    """A cookie file (Netscape ``cookies.txt``, or JSON as browsers' extensions export it)."""
    block_list: tuple[str, ...] = ()
    """Files with hosts that pages are kept from (hosts files, or ``||host^`` lines)."""
    max_page_bytes: int = field(default=0, metadata=_at_least(0))
    """Of one page with all it loads; it is left, and marked as cut, beyond this.  0 means no limit."""
    pages_per_browser: int = field(default=50, metadata=_at_least(1))
    """A browser is replaced by a fresh one after so many pages."""
    browser_max_bytes: int = field(default=2_000_000_000, metadata=_at_least(1))
    """A browser that takes more memory is replaced once its pages are done."""
    page_max_memory_bytes: int = field(default=4_000_000_000, metadata=_at_least(0))
    """A page whose process takes more memory is ended (Linux).  0 means no limit."""


@dataclass(frozen=True, slots=True)
class BehaviourSettings:
    """``[behaviours]``: what is done on a page so that all of it comes."""

    stay_s: float = field(default=4.0, metadata=_at_least(0))
    """A page is looked at as it is so long after it has loaded; its clock is put forward for that."""
    scroll: bool = True
    scroll_max_px: int = field(default=100_000, metadata=_at_least(0))
    scroll_max_steps: int = field(default=200, metadata=_at_least(0))
    scroll_max_s: float = field(default=15.0, metadata=_at_least(0))
    unfold: bool = True
    """Open ``<details>`` and press load-more buttons."""
    unfold_max_clicks: int = field(default=20, metadata=_at_least(0))
    media: bool = True
    """Start audio and video, so that their bytes come."""
    banners: bool = True
    """Refuse consent and close what lies over the page, for the reading view."""
    banner_rules: str = ""
    """A file with rules of your own for banners."""
    gap_fill: bool = True
    """Fetch what the page refers to and has not asked for."""
    gap_max_requests: int = field(default=500, metadata=_at_least(0))
    gap_max_s: float = field(default=15.0, metadata=_at_least(0))
    media_max_bytes: int = field(default=200_000_000, metadata=_at_least(0))
    """Audio and video of which only parts were played are completed up to this size."""
    probe: bool = True
    """Ask a doubtful page's host for a page that cannot exist, to know its soft 404."""


@dataclass(frozen=True, slots=True)
class ProofSettings:
    """``[proof]``: whether what was captured can be replayed."""

    after_capture: bool = True
    """Load every page again, from the archive alone, right after it was captured."""
    timeout_s: float = field(default=40.0, metadata=_above(0))
    """Wall clock of one proof; never more than that of a page."""
    supplement: bool = True
    """Fetch what a proof missed, and prove the page again."""
    second_pass: bool = True
    """Where something was missed, try with the clock of the capture and a fixed seed, and say so."""


@dataclass(frozen=True, slots=True)
class AuditSettings:
    """``[audit]``: how cited pages are asked for again."""

    evidence: bool = True
    """Keep every check's exchanges and decision in the archive."""
    browser: bool = True
    """Ask with Chromium where a plain request leaves a doubt."""
    max_body_bytes: int = field(default=4_000_000, metadata=_above(0))
    """Of a page; the connection is closed there."""
    due_days: float = field(default=7.0, metadata=_above(0))
    """A page that is as it was is due again after so long, and later each time."""
    confirm_days: float = field(default=6.0, metadata=_above(0))
    """A page is lost when it was found so over at least so long."""


@dataclass(frozen=True, slots=True)
class RescueSettings:
    """``[rescue]``: public archives in which lost pages are looked for."""

    archives: tuple[str, ...] = ()
    """``wayback``, or the address of an archive as pywb and the Wayback Machine serve it."""
    max_distance_days: float = field(default=0.0, metadata=_at_least(0))
    """No memento farther from the citation's date than this; 0: any."""


@dataclass(frozen=True, slots=True)
class FixitySettings:
    """``[fixity]``: what vouches for the archive's growth."""

    checkpoint: bool = False
    """Make a checkpoint at the end of every run that has written."""
    checkpoint_file: str = ""
    """Where the newest checkpoint is written, below the archive home; empty: nowhere but in the chain."""
    sign: bool = False
    """Sign checkpoints."""
    key: str = ""
    """The key to sign with; empty: where ``export --sign`` has it."""
    time_stamp: str = ""
    """Address of an authority that stamps checkpoints (RFC 3161); empty: none."""
    scrub_days: float = field(default=30.0, metadata=_at_least(0))
    """``verify --scrub`` reads a file again after so long."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of an archive home."""

    archive: ArchiveSettings = field(default_factory=ArchiveSettings)
    network: NetworkSettings = field(default_factory=NetworkSettings)
    capture: CaptureSettings = field(default_factory=CaptureSettings)
    behaviours: BehaviourSettings = field(default_factory=BehaviourSettings)
    proof: ProofSettings = field(default_factory=ProofSettings)
    audit: AuditSettings = field(default_factory=AuditSettings)
    rescue: RescueSettings = field(default_factory=RescueSettings)
    fixity: FixitySettings = field(default_factory=FixitySettings)


Table = (
    ArchiveSettings
    | NetworkSettings
    | CaptureSettings
    | BehaviourSettings
    | ProofSettings
    | AuditSettings
    | RescueSettings
    | FixitySettings
)


def find_home(explicit: Path | None, environ: Mapping[str, str], cwd: Path) -> Path:
    """The archive home, absolute: ``--home``, ``SNAPSHOTTER_HOME``, the nearest folder upwards whose
    ``config.toml`` has an ``[archive]`` table, else ``cwd``.  The folder need not exist yet."""
    named = explicit or (Path(environ[HOME_VARIABLE]) if environ.get(HOME_VARIABLE) else None)
    if named is not None:
        return (cwd / named.expanduser()).resolve()
    here = cwd.resolve()
    return next((folder for folder in (here, *here.parents) if _has_archive_table(folder)), here)


def load(home: Path, config_path: Path | None = None, *, named: bool = True) -> Settings:
    """The settings of ``home``: those of ``config_path``, else of its ``config.toml``, else defaults.

    ``named=False`` says that nobody named ``home``, it is merely the current folder: a
    ``config.toml`` there with none of our tables is another program's (Hugo has one) and is left
    alone.  Raises :class:`ConfigError`.
    """
    path = config_path or home / CONFIG_NAME
    if config_path is None and not path.exists():
        return Settings()
    document = _read(path)
    if config_path is None and not named and not _is_ours(document):
        return Settings()
    return _merged(Settings(), document, where=str(path))


def with_overrides(settings: Settings, overrides: Mapping[str, object], *, where: str = "option") -> Settings:
    """``settings`` with ``{"network.jobs": 2, ...}`` put over them; None leaves a value as it is.

    Raises :class:`ConfigError` like a file would; ``where`` stands for the file in its message.
    """
    document: dict[str, dict[str, object]] = {}
    for name, value in overrides.items():
        table, _, key = name.partition(".")
        if value is not None:
            document.setdefault(table, {})[key] = list(value) if isinstance(value, tuple) else value
    return _merged(settings, document, where=where)


def _read(path: Path) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        reason = error.strerror or str(error)
        raise ConfigError(f"{path}: {reason}", hint="Name a readable file with --config.") from error
    except (ValueError, RecursionError) as error:  # also of numbers that are too long, and endless nesting
        hint = "Mend that line; config.toml is TOML 1.0 in UTF-8."
        raise ConfigError(f"{path}: not valid TOML: {error}", hint=hint) from error


def _has_archive_table(folder: Path) -> bool:
    try:
        return isinstance(_read(folder / CONFIG_NAME).get("archive"), dict)
    except ConfigError:
        return False


def _is_ours(document: Mapping[str, Any]) -> bool:
    tables = [table.name for table in fields(Settings)]
    return any(get_close_matches(key, tables, n=1, cutoff=0.8) for key in document)


def _merged(settings: Settings, document: Mapping[str, Any], *, where: str) -> Settings:
    changes: dict[str, Table] = {}
    for name, content in document.items():
        _require_known(name, [table.name for table in fields(Settings)], where, "")
        if not isinstance(content, dict):
            raise _wrong(where, name, content, f"a table [{name}]")
        changes[name] = _merged_table(getattr(settings, name), content, where, name)
    return replace(settings, **cast("dict[str, Any]", changes))


def _merged_table(table: Table, content: Mapping[str, Any], where: str, name: str) -> Table:
    known = {entry.name: entry for entry in fields(table)}
    changes: dict[str, Any] = {}
    for key, value in content.items():
        _require_known(key, list(known), where, f"{name}.")
        entry = known[key]
        changes[key] = _typed(value, str(entry.type), where, f"{name}.{key}")
        words, accepts = entry.metadata.get("accepts", ("", None))
        if accepts is not None and not accepts(changes[key]):
            raise _wrong(where, f"{name}.{key}", value, words)
    return replace(table, **changes)


def _typed(value: object, annotation: str, where: str, key: str) -> object:
    """``value`` as the field's type; TOML's booleans are no numbers, its integers are numbers."""
    if annotation.startswith("tuple"):
        if isinstance(value, list) and all(isinstance(entry, str) for entry in value):
            return tuple(value)
        raise _wrong(where, key, value, "a list of strings")
    words, types = {
        "bool": ("true or false", (bool,)),
        "int": ("a whole number", (int,)),
        "float": ("a number", (int, float)),
    }.get(annotation, ("a string", (str,)))
    if not isinstance(value, types) or (isinstance(value, bool) and annotation != "bool"):
        raise _wrong(where, key, value, words)
    return float(value) if annotation == "float" and isinstance(value, int) else value


def _require_known(key: str, known: list[str], where: str, prefix: str) -> None:
    if key in known:
        return
    hint = f"Did you mean {_nearest(key, known, prefix)}?  Known here: {', '.join(known)}."
    raise ConfigError(f"{where}: unknown key {prefix}{key}", hint=hint, code="config.unknown-key")


def _nearest(key: str, known: list[str], prefix: str) -> str:
    """The known key most like ``key``: the same name in another table, else the closest one here."""
    for table in fields(Settings):
        if key in {entry.name for entry in fields(getattr(Settings(), table.name))}:
            return f"{table.name}.{key}"
    return prefix + get_close_matches(key, known, n=1, cutoff=0.0)[0]


def _wrong(where: str, key: str, got: object, expected: str) -> ConfigError:
    shown = "not what it can be" if key in _SECRET else repr(got)
    message = f"{where}: {key} is {shown}, expected {expected}"
    return ConfigError(message, hint=f"Change {key}.", code="config.invalid-value")
