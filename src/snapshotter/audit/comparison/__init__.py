"""A snapshot held against the page of now, in words and numbers."""
