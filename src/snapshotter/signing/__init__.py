"""Who vouches for bytes: keys and their signatures, certificates of domains, time stamps of authorities."""
