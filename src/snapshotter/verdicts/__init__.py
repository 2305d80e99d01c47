"""What a stored response of a page is: rules over evidence.  Pure: no network, no disk."""
