"""A page that, once archived, tries every way there is to reach somebody outside the archive."""
