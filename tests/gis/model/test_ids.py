"""Identifiers."""

from gis.model import ids


def test_every_id_is_a_whole_number_at_run_time() -> None:
    kinds = [getattr(ids, name) for name in vars(ids) if name.endswith("Id")]
    assert len(kinds) >= 10
    assert all(kind(7) == 7 for kind in kinds)
