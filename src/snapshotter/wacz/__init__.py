"""Web archives to hand on: WACZ 1.1.1 files, their signatures and time stamps, and TimeMaps."""
