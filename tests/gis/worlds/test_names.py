"""Names are handed out once."""

import numpy as np

from gis.worlds.names import EstateNamer, road_names


def test_an_estate_name_is_given_once():
    namer = EstateNamer(np.random.default_rng(1))
    names = [namer.take(style) for style in ("open", "yard", "row", "highrise", "garden", "resettled") * 9]
    assert len(set(names)) == len(names)


def test_every_road_has_a_name_of_its_own_that_fits_its_class():
    classes = {n: ("primary", "tertiary", "residential")[n % 3] for n in range(240)}
    names = road_names(classes, {n: float(n) for n in range(240)})
    assert len(set(names.values())) == 240
    assert names[238].endswith("路") or names[238].endswith("街")
