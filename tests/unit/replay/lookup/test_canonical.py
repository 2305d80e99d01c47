"""Bodies that say the same have one form; bodies that do not have two."""

from __future__ import annotations

import json
import time
from urllib.parse import quote_plus

from hypothesis import given
from hypothesis import strategies as st

from snapshotter.replay.lookup.canonical import canonical, operation

FORM = b"application/x-www-form-urlencoded"
_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=20,
)
_objects = st.dictionaries(st.text(max_size=5), _values, max_size=5)
_pairs = st.lists(st.tuples(st.text(max_size=8), st.text(max_size=8)), min_size=1, max_size=6)


def _turned(value):
    """The same object, its keys the other way round."""
    if isinstance(value, dict):
        return {key: _turned(value[key]) for key in reversed(value)}
    return [_turned(each) for each in value] if isinstance(value, list) else value


def _form(pairs):
    return "&".join(f"{quote_plus(name)}={quote_plus(value)}" for name, value in pairs).encode()


@given(_objects)
def test_json_in_any_order_and_spacing(value):
    plain = json.dumps(value).encode()
    other = json.dumps(_turned(value), indent=2, ensure_ascii=False).encode("utf-8", "surrogatepass")

    assert canonical(plain, b"application/json") == canonical(other, b"")


@given(_objects, _objects)
def test_other_json_is_other(one, other):
    same = canonical(json.dumps(one).encode(), b"") == canonical(json.dumps(other).encode(), b"")

    assert same == (json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True))


@given(_pairs, st.randoms())
def test_forms_in_any_order(pairs, random):
    mixed = random.sample(pairs, len(pairs))

    assert canonical(_form(pairs), FORM) == canonical(_form(mixed), FORM)


@given(_pairs, _pairs)
def test_other_forms_are_other(one, other):
    same = canonical(_form(one), FORM) == canonical(_form(other), FORM)

    assert same == (sorted(one) == sorted(other))


@given(
    st.binary(max_size=200), st.sampled_from([b"", FORM, b"multipart/form-data; boundary=x", b"text/plain"])
)
def test_anything_has_a_form_or_none(body, content_type):
    found = canonical(body, content_type)

    assert found == canonical(body, content_type)
    assert operation(body) is None or body.lstrip()[:1] in (b"{", b"[")


def test_numbers():
    assert canonical(b'{"a":1e2,"b":-0.0,"c":0.10}', b"") == canonical(b'{"c":0.1,"a":100,"b":0}', b"")
    assert canonical(b'{"a":1}', b"") != canonical(b'{"a":true}', b"")


def test_multipart_parts_keep_their_order_and_contents():
    def form(boundary, *contents):
        parts = b"".join(
            b'--%s\r\nContent-Disposition: form-data; name="f"\r\n\r\n%s\r\n' % (boundary, each)
            for each in contents
        )
        return parts + b"--%s--\r\n" % boundary

    def kind(boundary):
        return b"multipart/form-data; boundary=" + boundary

    one = canonical(form(b"AAA", b"1", b"2"), kind(b"AAA"))
    assert one == canonical(form(b"BBB", b"1", b"2"), kind(b"BBB"))
    assert one == canonical(form(b"BBB", b"1", b"2"), b"multipart/form-data")
    assert one != canonical(form(b"BBB", b"2", b"1"), kind(b"BBB"))
    assert one != canonical(form(b"BBB", b"12"), kind(b"BBB"))
    assert canonical(b"no parts at all", kind(b"A")) is None


def test_graphql_operations():
    assert operation(b'{"operationName":"A","query":"query B { x }"}') == "A"
    assert operation(b'{"query":" query Named($x: Int) { x }"}') == "Named"
    assert operation(b'{"extensions":{"persistedQuery":{"sha256Hash":"abc"}}}') == "abc"
    assert operation(b'[{"operationName":"A"},{"operationName":"B"}]') == "A\nB"
    for other in (b'{"query":"{ x }"}', b'{"query":3,"extensions":[]}', b"[1]", b"", b"a=1"):
        assert operation(other) is None


def test_hostile_bodies_cost_little():
    begun = time.process_time()
    for body in (
        b"[" * 2_000_000,
        b'{"a":' * 100_000,
        b"{" + b" " * 2_000_000,
        b'{"a":' + b"9" * 100_000 + b"}",
    ):
        assert canonical(body, b"application/json") is None
    canonical(b"--x\r\n" * 200_000, b"multipart/form-data; boundary=x")
    canonical(b"boundary=" * 100_000, b"multipart/form-data; " + b"boundary=" * 10_000)
    assert time.process_time() - begun < 3
