"""One module a family of formats.  Each has ``read(source) -> Iterator[Part]``: it takes a
:class:`~snapshotter.model.post.PostSource` of a format it knows, yields its posts as they come, and
raises :class:`~snapshotter.errors.PostError` when the source as a whole cannot be read.
"""
