"""Snapshots shown again, offline: to a sealed browser as a proof, and to readers in their own browser."""
