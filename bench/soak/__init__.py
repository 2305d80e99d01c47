"""Many mixed awkward pages in one run: is memory flat, is anything left, is every outcome right?

``python -m bench.soak --captures 1000``; ``python -m bench.soak.audits`` and ``python -m bench.soak.imports``
ask the same of audits and of imports, which need no browser.
"""
