"""Mending posts: archived copies beside the links of a post, in its own source, and its reference list."""
