"""Proofs: a page loaded again from the archive alone, and held against what its capture saw."""
