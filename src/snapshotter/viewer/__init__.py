"""The reading room: pages for people, and Memento (RFC 7089) for programs, over one archive home."""
