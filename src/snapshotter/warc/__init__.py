"""The WARC files of an archive home: written, walked, mended and read.

The only package that speaks warcio.  Writing is our own: recorded bytes go into the block as they are,
and every record is one gzip member whose SHA-256 is known when ``append`` returns.
"""
