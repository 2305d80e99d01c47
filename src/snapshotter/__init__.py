"""snapshotter keeps the evidence: every page a post cites, captured byte for byte into WARC."""

__version__ = "0.1.0"
