"""HTTP of our own; the only room that speaks httpx."""
