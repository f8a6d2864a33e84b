"""Benchmarks: ours against the peers on the same input, scored by the same judge; run by scripts/bench."""
