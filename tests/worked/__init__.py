"""Worked examples: answers computed by hand, and the tiny world they are computed on."""
