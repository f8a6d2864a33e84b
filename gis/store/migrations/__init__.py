"""Revisions of the schema; ``versions`` in order, their SQL in ``sql``."""
