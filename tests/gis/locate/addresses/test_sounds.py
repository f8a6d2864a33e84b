"""How names sound."""

import pytest

from gis.locate.addresses.sounds import (
    blurred,
    initials,
    keys_of,
    letter_triples,
    likeness_share,
    readings_of,
    spoken,
)


def test_a_name_is_spoken_and_abbreviated():
    assert spoken("华山花苑") == "huashanhuayuan"
    assert initials("华山花苑") == "hshy"
    assert initials("1788国际") == "1788gj"


def test_signs_with_several_readings_have_all():
    assert {"chang", "zhang"} <= readings_of("长")


@pytest.mark.parametrize(
    ("one", "other", "share"), [("园", "园", 1.0), ("园", "苑", 0.85), ("山", "三", 0.6), ("山", "水", 0.0)]
)
def test_signs_that_sound_alike_are_alike(one, other, share):
    assert likeness_share(one, other) == share


def test_speakers_who_merge_sounds_are_understood():
    assert blurred("zhang") == blurred("zan")
    assert blurred("ling") == blurred("nin")


def test_signs_that_many_speak_alike_share_a_mark():
    assert keys_of("山") & keys_of("三")
    assert not keys_of("山") & keys_of("水")
    assert keys_of("a") == {"a"}


def test_letters_spoken_alike_make_the_same_triples():
    assert letter_triples("zhangshan") == letter_triples("zansan") == {"zan", "ans", "nsa", "san"}
    assert letter_triples("hs") == frozenset()
