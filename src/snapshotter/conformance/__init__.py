"""Whether files of records keep to their standards: WARC, ARC, WACZ, CDXJ."""
