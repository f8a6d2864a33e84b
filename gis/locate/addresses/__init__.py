"""Written addresses: read them apart, and find the place they mean.

Start with ``written`` (what an address says), then ``book`` (the places it may mean).
"""
