"""How keys and tokens look.

A rule is found by a few letters that stand in every one of its kind: they are looked for first, quickly,
and only what is around them is held against the pattern.  No pattern can go back over more than a line.

Sources: the services' own descriptions of their tokens (AWS: "Understanding unique ID prefixes"; GitHub:
"GitHub's token formats"; Slack: "Token types"; Stripe: "API keys"; Google: "API keys"), RFC 7515 (JWS),
RFC 7468 (PEM), RFC 3986, section 3.2.1 (user information).
"""

from __future__ import annotations

import base64
import binascii
import math
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass


def _always(found: re.Match[bytes]) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of secret."""

    code: str
    what: str
    """For people, without article."""
    signs: tuple[bytes, ...]
    """One of them stands in every secret of this kind; small letters where ``any_case``."""
    pattern: re.Pattern[bytes]
    """Begins at the sign.  Its group ``secret`` is what must not be shown."""
    holds: Callable[[re.Match[bytes]], bool] = _always
    """Whether what fits the pattern is more than an example or chance."""
    any_case: bool = False
    back_to: bytes = b""
    """The pattern begins here instead, at the last of these before the sign."""


BACK_BYTES = 220
"""So far before its sign such a pattern may begin."""
_ENTROPY = 3.2
"""Bits a character: words and numbers have less, 20 random letters and digits more."""
_LEAST_ENTROPY = 2.0
"""Even of a key of a known form: rows of x stand for one."""
_EXAMPLES = re.compile(rb"(?i)example|placeholder|your[-_]|xxxx|changeme|redacted|\*{3}|\.{3}|^[<{$%]")
_USER_EXAMPLES = re.compile(rb"(?i)(?:user(?:name)?|login|name|foo|u):(?:p|pw|pass(?:word)?|secret|bar)")


def entropy(text: bytes) -> float:
    """Shannon's, in bits a byte."""
    size = len(text)
    return -sum(count / size * math.log2(count / size) for count in Counter(text).values())


def _is_random(found: re.Match[bytes]) -> bool:
    secret = found["secret"]
    mixed = re.search(rb"\d", secret) is not None and re.search(rb"[A-Za-z]", secret) is not None
    return mixed and entropy(secret) >= _ENTROPY and _EXAMPLES.search(secret) is None


def _is_varied(found: re.Match[bytes]) -> bool:
    return entropy(found["secret"][4:]) > _LEAST_ENTROPY


def _is_login(found: re.Match[bytes]) -> bool:
    secret = found["secret"]
    return _USER_EXAMPLES.fullmatch(secret) is None and _EXAMPLES.search(secret) is None


def _is_jwt(found: re.Match[bytes]) -> bool:
    """Its first part is a JSON object that names an algorithm (RFC 7515, section 4.1.1)."""
    first = found["secret"].split(b".", 1)[0]
    try:
        return b'"alg"' in base64.urlsafe_b64decode(first + b"=" * (-len(first) % 4))
    except (ValueError, binascii.Error):
        return False


def _rule(
    code: str,
    what: str,
    signs: str,
    pattern: bytes,
    holds: Callable[[re.Match[bytes]], bool] = _is_varied,
) -> Rule:
    return Rule(code, what, tuple(sign.encode() for sign in signs.split()), re.compile(pattern), holds)


RULES: tuple[Rule, ...] = (
    _rule(
        "key.aws",
        "access key of Amazon Web Services",
        "AKIA ASIA",
        rb"(?<![A-Za-z0-9/+])(?P<secret>A(?:KI|SI)A[A-Z0-9]{16})(?![A-Za-z0-9/+])",
    ),
    _rule(
        "key.github",
        "token of GitHub",
        "ghp_ gho_ ghu_ ghs_ ghr_ github_pat_",
        rb"(?<![A-Za-z0-9_])(?P<secret>gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9_]{60,255})",
    ),
    _rule(
        "key.gitlab", "token of GitLab", "glpat-", rb"(?P<secret>glpat-[A-Za-z0-9_-]{20,64})(?![A-Za-z0-9_-])"
    ),
    _rule(
        "key.slack",
        "token or hook of Slack",
        "xox hooks.slack.com",
        rb"(?P<secret>xox[abeprs]-[A-Za-z0-9-]{20,250}|hooks\.slack\.com/services/T\w{6,}/B\w{6,}/\w{16,64})",
    ),
    _rule(
        "key.google",
        "key of Google",
        "AIza",
        rb"(?<![A-Za-z0-9_-])(?P<secret>AIza[A-Za-z0-9_-]{35})(?![A-Za-z0-9_-])",
        _is_random,
    ),
    _rule("key.stripe", "key of Stripe", "sk_live_ rk_live_", rb"(?P<secret>[sr]k_live_[A-Za-z0-9]{16,250})"),
    _rule(
        "key.openai",
        "key of OpenAI or Anthropic",
        "sk-",
        rb"(?<![A-Za-z0-9])(?P<secret>sk-(?:ant-[\w-]{32,250}|[\w-]{8,100}T3BlbkFJ[\w-]{8,100}))",
    ),
    _rule(
        "key.sendgrid", "key of SendGrid", "SG.", rb"(?<![\w.])(?P<secret>SG\.[\w-]{22}\.[\w-]{43})(?![\w-])"
    ),
    _rule(
        "key.npm", "token of npm", "npm_", rb"(?<![A-Za-z0-9_])(?P<secret>npm_[A-Za-z0-9]{36})(?![A-Za-z0-9])"
    ),
    _rule(
        "token.jwt",
        "JSON Web Token",
        "eyJ",
        rb"(?<![\w-])(?P<secret>eyJ[\w-]{10,4000}+\.eyJ[\w-]{10,8000}+\.[\w-]{16,2000}+)",
        _is_jwt,
    ),
    _rule(
        "key.private",
        "private key",
        "-----BEGIN",
        rb"-----BEGIN (?:[A-Z]{2,10} ){0,2}PRIVATE KEY(?: BLOCK)?-----"
        rb"(?P<secret>(?:[\s\\rn]{1,8}[A-Za-z0-9+/=]{40,80}){2})",
        _always,
    ),
    Rule(
        "url.password",
        "password in an address",
        (b"@",),
        re.compile(
            rb"://(?P<secret>[^\s/?#@:<>\"'`\\]{1,64}:[^\s/?#@<>\"'`\\]{4,128})@[A-Za-z0-9-]{1,63}\.[A-Za-z0-9.-]{2,}"
        ),
        _is_login,
        back_to=b"://",
    ),
    Rule(
        "key.named",
        "key or password under its name",
        (b"apikey", b"api_key", b"api-key", b"secret", b"passw", b"token"),
        re.compile(
            rb"(?i)(?:api[_-]?key|secret(?:[_-]?key)?|passw(?:or)?d|(?:(?<=access)|(?<=access[_-])|(?<=auth)"
            rb"|(?<=auth[_-])|(?<=refresh)|(?<=refresh[_-]))token)\\?[\"']?\s{0,4}(?:=>|:=|[:=])\s{0,4}"
            rb"\\?[\"'](?P<secret>[A-Za-z0-9+/_.~-]{20,128}={0,2})\\?[\"']"
        ),
        _is_random,
        any_case=True,
    ),
)
