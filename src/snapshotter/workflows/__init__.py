"""Use cases, one a file.  They take ports and tell what happens through events."""
