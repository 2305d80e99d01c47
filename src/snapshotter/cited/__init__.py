"""What can be read out of a cited page: what it says of itself, passages, a copy without scripts."""
