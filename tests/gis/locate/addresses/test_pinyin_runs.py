"""Latin runs read as the sounds of a name."""

import pytest

from gis.locate.addresses.pinyin_runs import read_run


@pytest.mark.parametrize(
    ("run", "letters", "signs"),
    [
        ("huashanhuayuan", (0, 14), (0, 4)),
        ("hshy", (0, 4), (0, 4)),
        ("huashan", (0, 7), (0, 2)),
        ("huayuan", (0, 7), (2, 2)),
        ("huash", (0, 5), (0, 2)),
        ("huashanhy", (0, 9), (0, 4)),
        ("shanghaihuashan", (8, 15), (0, 2)),
    ],
)
def test_a_run_is_read_in_full_by_first_letters_or_in_part(run, letters, signs):
    heard = read_run(run, "华山花苑")
    assert (heard.begin, heard.end) == letters
    assert (heard.first_sign, heard.signs) == signs


@pytest.mark.parametrize("run", ["huasanhuayuan", "fuashanhuayuan", "huashanhuayuang"])
def test_who_does_not_tell_sounds_apart_is_understood(run):
    heard = read_run(run, "华山花苑")
    assert heard.end == len(run)
    assert 0.9 < heard.credit_share < 1.0


@pytest.mark.parametrize("run", ["huasahnhuayuan", "huashnhuayuan", "huasshanhuayuan", "huadhanhuayuan"])
def test_one_slip_of_the_keys_costs_a_little(run):
    heard = read_run(run, "华山花苑")
    assert heard.end == len(run)
    assert 0.8 < heard.credit_share < 1.0


@pytest.mark.parametrize("run", ["", "a" * 100, "beijing", "hx", "hsxx", "hauhsnuahaunyau"])
def test_what_sounds_otherwise_is_not_heard(run):
    assert read_run(run, "华山花苑") is None


def test_signs_read_in_several_ways_take_the_one_written():
    assert read_run("changning", "长宁").credit_share == 1.0
    assert read_run("zhangning", "长宁").credit_share == 1.0
