"""Names under which forms and JSON hold a secret."""

from __future__ import annotations

import re

SIGN = re.compile(
    rb"pass|pwd|pw|secret|token|otp|mfa|factor|pin|cv[vc]|card|jwt|bearer|auth|credential|[cx]srf|session"
    rb"|sid|key|assertion|saml|one.?time",
    re.IGNORECASE,
)
"""Without one of these there is no secret name: most bodies need no more than this look."""

_WHOLE = frozenset(
    (
        *("pwd", "pass", "pw", "pin", "secret", "token", "jwt", "bearer", "otp", "totp", "mfacode"),
        *("twofactorcode", "onetimecode", "cvv", "cvc", "creditcard", "cardnumber", "authorization"),
        *("credential", "credentials", "csrf", "xsrf", "csrfmiddlewaretoken", "sid", "sessionid"),
        *("phpsessid", "jsessionid", "assertion", "samlresponse"),
    )
)
_ENDINGS = (
    *("password", "passwd", "passphrase", "passcode", "apikey", "accesskey", "secretkey", "privatekey"),
    *("clientsecret", "appsecret", "accesstoken", "refreshtoken", "idtoken", "authtoken", "apitoken"),
    *("sessiontoken", "securitytoken", "csrftoken", "xsrftoken", "authenticitytoken", "logintoken"),
    *("verificationtoken", "usertoken"),
)
_LONGEST = 200
_STEPS = re.compile(r"[\[.]")
_MARKS = re.compile(r"[^a-z0-9]+")


def is_secret_name(name: str) -> bool:
    """``password``, ``user[newPassword]``, ``access_token``, ...; case and marks do not count."""
    name = name[-_LONGEST:].lower().rstrip("[]")
    whole, last = _MARKS.sub("", name), _MARKS.sub("", _STEPS.split(name)[-1])
    return whole in _WHOLE or last in _WHOLE or whole.endswith(_ENDINGS)
