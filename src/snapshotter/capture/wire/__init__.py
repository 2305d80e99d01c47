"""Passive HTTP: the bytes of one connection in, exchanges out."""
