"""Written markups, each brought to HTML for the one engine that finds citations."""
