"""What has become of a cited page: rules over evidence.  Pure."""
