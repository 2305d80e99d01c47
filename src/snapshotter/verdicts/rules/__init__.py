"""The rules, one family a module.  Their order is in :mod:`snapshotter.verdicts.judging`."""
