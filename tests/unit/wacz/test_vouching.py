"""Signatures, time stamps, and the check that reads them."""

from __future__ import annotations

import asyncio
import base64
import gc
import json
import shutil
import ssl
import stat
import subprocess
import zipfile
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from snapshotter.conformance.checking import check
from snapshotter.errors import AddressRefused, ConfigError, StampRefused
from snapshotter.settings import Settings
from snapshotter.signing import keys, time_stamps
from snapshotter.wacz import signatures
from snapshotter.wiring import transfer_out
from snapshotter.workflows.export_posts import Vouching, time_stamp
from tests.unit.wacz.homes import page

CREATED = datetime(2026, 5, 1, 12, 0, 0, tzinfo=UTC)
DATA = b'{"profile": "data-package"}'


def digest_document(path):
    with zipfile.ZipFile(path) as container:
        return json.loads(container.read("datapackage-digest.json"))


def rewritten(path, changes, target):
    """The container with other contents under some names; None takes a file out."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w") as new:
        for info in old.infolist():
            data = changes.get(info.filename, old.read(info.filename))
            if data is not None:
                new.writestr(info.filename, data)
        for name in changes.keys() - set(old.namelist()):
            new.writestr(name, changes[name])
    return target


def codes(path):
    return [(fault.code, fault.severity) for fault in check(path, path.name).faults]


def remarks(path):
    return check(path, path.name).remarks


@pytest.fixture
def signer(tmp_path):
    return keys.signer(tmp_path / "keys" / "key.pem")


@pytest.fixture
async def signed(home, tmp_path, signer):
    home.store(page()).post("one", *home.stored)
    vouching = Vouching(signer, CREATED)
    return (await home.exporting(vouching=vouching).one("one", tmp_path / "signed.wacz")).path


def test_a_key_is_made_once_for_its_owner_alone(tmp_path):
    path = tmp_path / "keys" / "key.pem"
    made, found = keys.signer(path), keys.signer(path)
    assert (made.was_made, found.was_made) == (True, False)
    assert made.public_key == found.public_key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("kind", ["nothing", "curve", "folder"])
def test_what_is_no_key_is_told(tmp_path, kind):
    path = tmp_path / "key.pem"
    if kind == "nothing":
        path.write_text("no key")
    elif kind == "curve":
        key = ec.generate_private_key(ec.SECP256R1())
        path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    else:
        path.mkdir()
    with pytest.raises(ConfigError, match="not a key to sign with"):
        keys.signer(path)


def test_a_key_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "taken").write_bytes(b"a file")
    with pytest.raises(ConfigError, match="not a key to sign with"):
        keys.signer(tmp_path / "taken" / "key.pem")


def test_the_key_is_not_kept_in_the_archive_home():
    assert str(keys.default_key({"HOME": "/h"})) == "/h/.config/snapshotter/signing-key.pem"
    assert str(keys.default_key({"XDG_CONFIG_HOME": "/x"})) == "/x/snapshotter/signing-key.pem"


async def test_a_signed_file(signed, signer):
    document = digest_document(signed)
    data = document["signedData"]
    assert data.keys() == {"hash", "created", "software", "version", "signature", "publicKey"}
    assert (data["hash"], data["created"]) == (document["hash"], "2026-05-01T12:00:00Z")
    assert len(base64.b64decode(data["signature"])) == 96
    assert codes(signed) == []
    (remark,) = remarks(signed)
    assert f"signed 2026-05-01T12:00:00Z with the key {signer.public_key}" in remark


@pytest.mark.parametrize("field", ["signature", "publicKey", "hash"])
async def test_a_signature_that_does_not_hold(signed, tmp_path, field):
    document = digest_document(signed)
    value = document["signedData"][field]
    document["signedData"][field] = value[:-9] + ("A" if value[-9] != "A" else "B") + value[-8:]
    changed = rewritten(signed, {"datapackage-digest.json": json.dumps(document)}, tmp_path / "x.wacz")
    assert ("wacz.signature", "error") in codes(changed)


async def test_what_was_changed_is_found(signed, tmp_path):
    with zipfile.ZipFile(signed) as container:
        datapackage = container.read("datapackage.json")
        pages = container.read("pages/pages.jsonl")
    same_length = pages.replace(b"A title", b"B title")
    for number, (changes, code) in enumerate(
        [
            ({"pages/pages.jsonl": same_length}, "wacz.changed"),
            ({"pages/pages.jsonl": pages + b"\n"}, "wacz.changed"),
            ({"pages/pages.jsonl": None}, "wacz.no-pages"),
            ({"datapackage.json": datapackage.replace(b"About", b"Above")}, "wacz.digest"),
            ({"datapackage.json": None}, "wacz.no-datapackage"),
            ({"datapackage.json": b"[]"}, "wacz.no-datapackage"),
            ({"archive/more.warc.gz": b"x"}, "wacz.unlisted"),
            ({"datapackage-digest.json": None}, "wacz.no-digest"),
        ]
    ):
        changed = rewritten(signed, changes, tmp_path / f"{number}.wacz")
        assert code in [found for found, _ in codes(changed)], code


def test_what_is_no_container(tmp_path):
    path = tmp_path / "x.wacz"
    path.write_bytes(b"PK\x03\x04 and nothing more")
    assert codes(path) == [("wacz.unreadable", "error")]


FOREIGN = Path(__file__).resolve().parents[3].parent / "shared" / "data" / "warc"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("py-wacz/tests/fixtures/valid_example_1.wacz", {"wacz.no-digest"}),
        ("py-wacz/tests/fixtures/valid_example_2.wacz", set()),
        ("py-wacz/tests/fixtures/valid_signed_example_1.wacz", set()),
        (
            "py-wacz/tests/fixtures/invalid_example_1.wacz",
            {"wacz.missing", "wacz.no-archive", "wacz.no-pages"},
        ),
        ("py-wacz/tests/fixtures/invalid_signed_example_1.wacz", {"wacz.signature-issuer"}),
        ("scoop/example.com.wacz", set()),
    ],
)
def test_files_of_other_tools(name, expected, tmp_path):
    path = FOREIGN / name
    if not path.exists():
        pytest.skip(f"{path} is not here")
    found = dict(codes(path))
    assert expected <= found.keys()
    assert ("error" in found.values()) == ("invalid" in name)
    if "/valid_signed" in name:
        assert "signed 2022-01-18T19:00:12Z as btrix-sign-test.webrecorder.net" in remarks(path)[0]
        document = digest_document(path)
        document["signedData"]["domain"] = "another.example"
        changed = rewritten(path, {"datapackage-digest.json": json.dumps(document)}, tmp_path / "x.wacz")
        assert ("wacz.signature", "error") in codes(changed)


def certificate(change=bytes):
    """One of another.example, self-signed, and what ``change`` makes of it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "another.example")])
    start = datetime(2026, 3, 1, tzinfo=UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), 7, start, start + timedelta(days=9))
    for number in (1, 2):
        oid = x509.ObjectIdentifier(f"1.3.6.1.4.1.99999.{number}")
        made = made.add_extension(x509.UnrecognizedExtension(oid, b"x"), critical=False)
    der = change(made.sign(key, SHA256()).public_bytes(Encoding.DER))
    return ssl.DER_cert_to_PEM_cert(der)


@pytest.mark.parametrize(
    "change",
    [
        lambda der: der.replace(b"\xa0\x03\x02\x01\x02", b"\xa0\x03\x02\x01\x07", 1),  # of version 8
        lambda der: der.replace(b"\x86\x8d\x1f\x02", b"\x86\x8d\x1f\x01"),  # an extension twice
        lambda der: der[:-9],
        bytes,
    ],
)
def test_certificates_that_no_authority_would_issue_sign_nothing(change):
    signed = {"hash": "sha256:1", "domain": "another.example", "signature": "AAAA"}
    assert not signatures.is_signed_as_domain(signed | {"domainCert": certificate(change)}, "sha256:1")


@pytest.mark.parametrize("reply", ["\N{SNOWMAN}", "AA=A", "AAAA", None, ["x"]])
async def test_a_stamp_that_is_none_is_told_as_one(home, tmp_path, reply):
    home.store(page()).post("one", *home.stored)
    path = (await home.exporting().one("one", tmp_path / "one.wacz")).path
    document = digest_document(path) | {"timeStamp": {"reply": reply}}
    changed = rewritten(path, {"datapackage-digest.json": json.dumps(document)}, tmp_path / "x.wacz")
    assert [code for code, _ in codes(changed)] in (["wacz.time-stamp"], ["wacz.time-stamp-unread"])


class Authority:
    """A time-stamp authority of this machine's openssl."""

    def __init__(self, folder):
        self.folder = folder
        (folder / "serial").write_text("01")
        (folder / "tsa.cnf").write_text(CONFIG.format(folder=folder))
        names = (
            "-subj",
            "/CN=Test Authority",
            "-config",
            str(folder / "tsa.cnf"),
            "-extensions",
            "certificate",
        )
        self._run(
            "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", folder / "key.pem", "-out",
            folder / "cert.pem", "-days", "3650", *names,
        )  # fmt: skip

    def reply(self, query):
        (self.folder / "query").write_bytes(query)
        self._run(
            "ts", "-reply", "-queryfile", self.folder / "query", "-config", self.folder / "tsa.cnf", "-out",
            self.folder / "reply",
        )  # fmt: skip
        return (self.folder / "reply").read_bytes()

    def verifies(self, reply, data):
        (self.folder / "r").write_bytes(reply)
        (self.folder / "d").write_bytes(data)
        certificate = self.folder / "cert.pem"
        command = ["openssl", "ts", "-verify", "-data", "d", "-in", "r", "-CAfile", certificate]
        return (
            subprocess.run(command, cwd=self.folder, capture_output=True, timeout=30, check=False).returncode
            == 0
        )

    def root(self):
        from cryptography.x509 import load_pem_x509_certificate

        return load_pem_x509_certificate((self.folder / "cert.pem").read_bytes())

    def _run(self, *arguments):
        subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True, timeout=60)


CONFIG = """
[req]
distinguished_name = names
[names]
[certificate]
basicConstraints = critical, CA:false
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
subjectKeyIdentifier = hash
[ tsa ]
default_tsa = here
[ here ]
serial = {folder}/serial
signer_cert = {folder}/cert.pem
signer_key = {folder}/key.pem
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ess_cert_id_alg = sha256
ess_cert_id_chain = no
"""


@pytest.fixture(scope="session")
def authority(tmp_path_factory):
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    return Authority(tmp_path_factory.mktemp("tsa"))


def test_a_stamp_round_trip(authority):
    asked = time_stamps.query(DATA)
    reply = authority.reply(asked.der)
    stamp = time_stamps.accepted(reply, DATA, asked)
    assert stamp.authority == "CN=Test Authority"
    assert abs((stamp.moment - datetime.now(UTC)).total_seconds()) < 300
    assert not stamp.is_trusted
    assert time_stamps.stamp_of(reply, DATA, [authority.root()]).is_trusted
    assert authority.verifies(reply, DATA)


def test_stamps_of_other_bytes_are_refused(authority):
    asked = time_stamps.query(DATA)
    reply = authority.reply(asked.der)
    assert time_stamps.stamp_of(reply, DATA + b" ") is None
    with pytest.raises(StampRefused, match="over other bytes"):
        time_stamps.accepted(reply, DATA + b" ", asked)
    with pytest.raises(StampRefused, match="another request"):
        time_stamps.accepted(reply, DATA, replace(asked, nonce=asked.nonce + 1))


def test_a_reply_that_was_tampered_with(authority):
    reply = bytearray(authority.reply(time_stamps.query(DATA).der))
    reply[-10] ^= 0xFF  # within the signature
    assert time_stamps.is_readable(bytes(reply))
    assert time_stamps.stamp_of(bytes(reply), DATA) is None


def test_what_is_not_strict_der_proves_nothing():
    assert time_stamps.accepted(b"no DER", DATA, time_stamps.query(DATA)) is None
    assert not time_stamps.is_readable(b"")


def test_a_refusal_is_an_error(authority):
    refused = bytes.fromhex("3009300702010230020c00")  # status 2, an empty text
    with pytest.raises(StampRefused, match="status 2"):
        time_stamps.accepted(refused, DATA, time_stamps.query(DATA))


@asynccontextmanager
async def serving(answer):
    """An HTTP server on loopback that answers every POST with what ``answer`` makes of its body."""

    handlers = set()

    async def serve(reader, writer):
        handlers.add(asyncio.current_task())
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
        status, body = answer(head, await reader.readexactly(length))
        kind = f"content-type: {time_stamps.REPLY_TYPE}"
        writer.write(f"HTTP/1.1 {status}\r\n{kind}\r\ncontent-length: {len(body)}\r\n\r\n".encode() + body)
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/tsa"
    finally:
        server.close()
        await asyncio.gather(*handlers)


@pytest.fixture
def private():
    settings = Settings()
    return replace(settings, network=replace(settings.network, allow_private=True, timeout_s=10.0))


async def test_a_stamped_file(home, tmp_path, authority, private, signer):
    def answer(head, body):
        assert b"content-type: application/timestamp-query" in head.lower()
        return "200 OK", authority.reply(body)

    home.store(page()).post("one", *home.stored)
    async with asyncio.timeout(30), serving(answer) as address:
        stamper = transfer_out._stamping(private, address, lambda event: None)
        vouching = Vouching(signer, CREATED, stamper)
        path = (await home.exporting(vouching=vouching).one("one", tmp_path / "one.wacz")).path
    assert codes(path) == []
    assert [remark.split()[0] for remark in remarks(path)] == ["signed", "stamped"]
    stamped = digest_document(path)["timeStamp"]
    assert (stamped["type"], stamped["path"], stamped["authority"]) == (
        "rfc3161",
        "datapackage.json",
        address,
    )
    with zipfile.ZipFile(path) as container:
        datapackage = container.read("datapackage.json")
    assert authority.verifies(base64.b64decode(stamped["reply"]), datapackage)


async def test_a_reply_in_another_order_is_kept_and_told(home, tmp_path, private):
    notices = []
    home.store(page()).post("one", *home.stored)
    async with asyncio.timeout(30), serving(lambda head, body: ("200 OK", b"0\x80 not strict")) as address:
        stamper = transfer_out._stamping(private, address, notices.append)
        path = (await home.exporting(vouching=Vouching(stamp=stamper)).one("one", tmp_path / "one.wacz")).path
    assert "not in strict DER" in notices[0].message
    assert base64.b64decode(digest_document(path)["timeStamp"]["reply"]) == b"0\x80 not strict"
    assert codes(path) == [("wacz.time-stamp-unread", "warning")]


async def test_an_authority_that_does_not_answer_as_it_should(home, tmp_path, private):
    home.store(page()).post("one", *home.stored)
    async with asyncio.timeout(30), serving(lambda head, body: ("503 Busy", b"")) as address:
        vouching = Vouching(stamp=transfer_out._stamping(private, address, lambda event: None))
        with pytest.raises(StampRefused, match="answered 503"):
            await home.exporting(vouching=vouching).one("one", tmp_path / "one.wacz")
    assert not list(tmp_path.glob("*.wacz"))


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")
async def test_private_addresses_are_refused_as_everywhere(home, tmp_path):
    """httpcore forgets to close the connection to a SOCKS proxy that refused: so it is collected here."""
    home.store(page()).post("one", *home.stored)
    stamper = transfer_out._stamping(Settings(), "http://127.0.0.1:9/", lambda event: None)
    async with asyncio.timeout(30):
        with pytest.raises(AddressRefused):
            await home.exporting(vouching=Vouching(stamp=stamper)).one("one", tmp_path / "one.wacz")
    gc.collect()


async def test_a_stamp_of_another_package_is_an_error(home, tmp_path, authority):
    async def stamp(data):
        return time_stamp(authority.reply(time_stamps.query(b"other bytes").der), "https://tsa.example/")

    home.store(page()).post("one", *home.stored)
    path = (await home.exporting(vouching=Vouching(stamp=stamp)).one("one", tmp_path / "one.wacz")).path
    assert codes(path) == [("wacz.time-stamp", "error")]
