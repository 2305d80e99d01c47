"""Replay in the reader's own browser: every archived origin has a name of its own under ``localhost``."""
