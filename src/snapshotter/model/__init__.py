"""The frozen values that one room hands to the next.  No I/O, no third party."""
