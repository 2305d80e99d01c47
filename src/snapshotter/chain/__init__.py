"""The chain: a log of an archive home's growth in which every entry vouches for all before it."""
