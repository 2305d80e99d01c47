"""What is blanked in a stored request, and that nothing else is touched."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from snapshotter.redaction import REDACTED, redacted, redacted_body
from snapshotter.redaction.bodies import MAX_BODY_BYTES
from snapshotter.redaction.fields import FIELDS, redacted_head

WORD = REDACTED.decode()


def head(*fields, start="GET /a HTTP/1.1", end="\r\n"):
    return end.join([start, *fields, "", ""]).encode("latin-1")


def test_cookies_and_credentials_go_and_their_names_are_told():
    sent = head("Host: a.example", "Cookie: a=1; b=2", "AUTHORIZATION:Basic dTpw", "Accept: */*")
    kept, names = redacted_head(sent)
    assert kept == head("Host: a.example", f"Cookie: {WORD}", f"AUTHORIZATION:{WORD}", "Accept: */*")
    assert names == ["cookie", "authorization"]


@pytest.mark.parametrize("name", [*FIELDS, "x-csrf-token", "private-token", "x-vault-token", "x-app-api-key"])
def test_every_field_of_the_table_goes(name):
    assert redacted_head(head(f"{name}: s3cret-value"))[0] == head(f"{name}: {WORD}")


@pytest.mark.parametrize(
    "field",
    [
        "Accept: a",
        "User-Agent: token",
        "Referer: https://a/?token=1",
        "If-None-Match: x",
        "Sec-Fetch-Dest: image",
    ],
)
def test_other_fields_stay(field):
    assert redacted_head(head(field)) == (head(field), [])


def test_a_folded_value_goes_whole_and_a_folded_one_of_another_field_stays():
    sent = b"GET / HTTP/1.1\nCookie: a=1;\n b=2\n\tc=3\nAccept: a,\n b\n\n"
    assert redacted_head(sent) == (b"GET / HTTP/1.1\nCookie: *redacted*\nAccept: a,\n b\n\n", ["cookie"])


def test_every_cookie_field_of_http2_goes():
    sent = head("cookie: a=1", "cookie: b=2")
    assert redacted_head(sent) == (head(f"cookie: {WORD}", f"cookie: {WORD}"), ["cookie", "cookie"])


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("graphql-transport-ws, v12.stomp", "graphql-transport-ws, v12.stomp"),
        (
            "base64.binary.k8s.io, base64url.bearer.authorization.k8s.io.c2VjcmV0",
            f"base64.binary.k8s.io, {WORD}",
        ),
        ("access_token,eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln", f"access_token,{WORD}"),
    ],
)
def test_of_subprotocols_go_those_that_are_tokens(sent, kept):
    assert redacted_head(head(f"Sec-WebSocket-Protocol: {sent}"))[0] == head(
        f"Sec-WebSocket-Protocol: {kept}"
    )


def test_a_form_keeps_everything_but_its_secrets_and_its_length_is_told_anew():
    sent = b"user=me&user%5Bpassword%5D=h%26x&remember=1&api_key=abc"
    fields = "Content-Type: application/x-www-form-urlencoded; charset=utf-8", f"Content-Length: {len(sent)}"
    kept = redacted(head(*fields, start="POST / HTTP/1.1"), sent)
    assert kept.body == b"user=me&user%5Bpassword%5D=*redacted*&remember=1&api_key=*redacted*"
    assert kept.head == head(fields[0], f"Content-Length: {len(kept.body)}", start="POST / HTTP/1.1")
    assert kept.names == ("body:user[password]", "body:api_key")


@pytest.mark.parametrize(
    ("sent", "kept", "names"),
    [
        (
            b'{ "user":"a", "password" : "p\\"q", "n":1.50}',
            b'{ "user":"a", "password" : "*redacted*", "n":1.50}',
            1,
        ),
        (b'{"token":{"a":[1,"x",null]},"b":2}', b'{"token":{"a":["*redacted*","*redacted*",null]},"b":2}', 1),
        (b'[{"variables":{"newPassword":12}}]', b'[{"variables":{"newPassword":"*redacted*"}}]', 1),
        (b'{"data":"{\\"pwd\\":\\"x\\"}"}', b'{"data":"{\\"pwd\\":\\"*redacted*\\"}"}', 1),
        (
            b'{"query":"mutation{login(password:\\"x\\",a:\\"b\\")}"}',
            b'{"query":"mutation{login(password:\\"*redacted*\\",a:\\"b\\")}"}',
            1,
        ),
        (b'{"password":"never ends', b'{"password":"*redacted*"', 1),
        (b'{"password":true,"secret":"","token":null}', b'{"password":true,"secret":"","token":null}', 0),
        (b'{"max_tokens":5,"monkey":"b","passage":"c"}', b'{"max_tokens":5,"monkey":"b","passage":"c"}', 0),
    ],
)
def test_json_keeps_its_form(sent, kept, names):
    body, found = redacted_body(sent, b"application/json")
    assert body == kept
    assert len(found) == names


def test_multipart_keeps_its_other_parts():
    def part(name, value):
        return f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'

    sent = (part("password", "hunter2") + part("file", "password=1") + "--x--\r\n").encode()
    kept = (part("password", WORD) + part("file", "password=1") + "--x--\r\n").encode()
    assert redacted_body(sent, b"multipart/form-data; boundary=x") == (kept, ["password"])


def test_what_is_sent_as_plain_text_is_read_for_what_it_is():
    assert redacted_body(b"a=1&pwd=x", b"text/plain")[0] == b"a=1&pwd=*redacted*"
    assert redacted_body(b"the password: x", b"text/plain")[0] == b"the password: x"


def test_doing_it_twice_changes_nothing_more():
    once, names = redacted_body(b'{"a":"{\\"pwd\\":\\"x\\"}","token":{"b":1}}', b"")
    assert names
    assert redacted_body(once, b"")[0] == once


@settings(deadline=None)
@given(
    st.binary(max_size=300),
    st.sampled_from([b"", b"application/x-www-form-urlencoded", b"multipart/form-data"]),
)
def test_any_body_is_read(body, kind):
    for start in (b"", b"{", b"--x\r\n", b'["pwd":'):
        kept, names = redacted_body(start + body, kind)
        assert names or kept == start + body


@settings(max_examples=40, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda x: st.lists(x) | st.dictionaries(st.text(), x),
    )
)
def test_json_without_secret_names_stays_byte_for_byte(value):
    import json

    body = b'{"pas": ' + json.dumps(value).encode() + b', "x": "pass"}'
    kept, names = redacted_body(body, b"application/json")
    assert names or kept == body


@pytest.mark.parametrize("piece", [b'\\"', b"{", b"pwd=1&", b'"a",', b"--x", b" ", b"\\", b'{"a":'])
def test_no_body_takes_more_than_its_size_in_steps(piece):
    """Linear, it takes about a second of CPU time; going back over it would take minutes."""
    body = b'{"pwd' + piece * (400_000 // len(piece))
    begun = time.process_time()
    redacted_body(body, b"")
    assert time.process_time() - begun < 30


def test_a_body_larger_than_any_login_is_left_alone():
    body = b"password=" + b"x" * MAX_BODY_BYTES
    assert redacted_body(body, b"") == (body, [])
