"""Capture: a page visited in a real browser, its traffic recorded without being touched."""
