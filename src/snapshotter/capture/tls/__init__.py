"""Passive TLS: ciphertext of both directions and the client's own key log in, plaintext out."""
