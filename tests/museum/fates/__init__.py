"""What becomes of cited pages: a loopback web that is archived, and to whose pages fates are dealt."""
