"""Phrases by what they mean, in many languages.  Written for whole titles, headings and short texts."""
