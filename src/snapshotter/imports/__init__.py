"""Archives of other tools, read: WARC, ARC, WACZ and HAR files become captures as our own are.

A file is read twice: first to learn what is in it, which records are pages and which are parts of them
(:mod:`~snapshotter.imports.survey`, ``pages``, ``parts``), then to take the blocks
(:mod:`~snapshotter.imports.captures`).  Nothing in a file is believed further than its bytes go, no name in
it becomes a path, and what cannot be read is reported.
"""
