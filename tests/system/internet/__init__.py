"""A private internet in a network namespace: the program runs unmodified, with its guards on, among canaries.

Every address leads back to this machine, so that nothing is unreachable by accident: what the guard lets
through arrives, and is seen.
"""
