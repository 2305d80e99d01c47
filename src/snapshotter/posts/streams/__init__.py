"""Reading long and ill-formed XML and JSON piece by piece."""
