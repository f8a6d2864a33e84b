"""The race of starts."""

from gis.partition.programme import DEFAULT_WEIGHTS
from gis.partition.search import Aim, Effort, community_seed, search
from tests.gis.partition.rasters import instance_of, random_raster


def test_the_seed_of_a_community_depends_on_both() -> None:
    assert community_seed(1, "A") != community_seed(2, "A") != community_seed(2, "B")


def test_only_numbers_that_were_asked_for_are_drawn() -> None:
    instance = instance_of(random_raster(5))
    aim = Aim(DEFAULT_WEIGHTS, 0, Effort(0.2))
    assert search(instance, [7], aim).count == 7
    assert search(instance, [6, 7], aim).count in (6, 7)


def test_time_that_is_up_gives_the_best_so_far() -> None:
    found = search(instance_of(random_raster(5)), [7], Aim(DEFAULT_WEIGHTS, 0, Effort(1.0, deadline=0.0)))
    assert found.is_finished is False
    assert found.count == 7
