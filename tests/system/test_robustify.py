"""``snapshotter robustify`` and ``references`` as programs, on an archive home with made-up snapshots."""
