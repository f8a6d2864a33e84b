"""How names sound."""

import pytest

from gis.locate.addresses.sounds import blurred, initials, likeness_share, read_as_pinyin, readings_of, spoken


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


@pytest.mark.parametrize(
    ("run", "read"),
    [
        ("huashanhuayuan", (0, 4, 4)),
        ("hshy", (0, 4, 0)),
        ("huashan", (0, 2, 2)),
        ("huayuan", (2, 2, 2)),
        ("huash", (0, 2, 1)),
        ("huashanhy", (0, 4, 2)),
        ("huax", (0, 0, 0)),
        ("", (0, 0, 0)),
        ("a" * 100, (0, 0, 0)),
    ],
)
def test_a_latin_run_is_read_in_full_or_by_first_letters(run, read):
    assert read_as_pinyin(run, "华山花苑") == read
