"""Web pages: their boxes, what they mention, and the regions of it."""
