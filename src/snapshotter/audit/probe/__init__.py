"""Cited pages asked for again, in one way after the other, each with its exact exchanges."""
