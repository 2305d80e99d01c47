"""What a page refers to and has not asked for: found, fetched, or listed as missing."""
