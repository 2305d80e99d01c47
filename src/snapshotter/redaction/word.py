"""The word that stands where a value was."""

REDACTED = b"*redacted*"
"""A token (RFC 9110, section 5.6.2), so it can stand in any field; a form does not escape it either."""
