"""A page that asks a browser for everything a page can, and says what it got: live and replayed alike."""
