"""Words weighed against names."""

import pytest

from gis.locate.addresses.likeness import Telling, fit_words, weigh

EVEN = Telling({}, 1.0)


def _fit(words, name):
    return fit_words(weigh(words, EVEN), weigh(name, EVEN))


def test_the_whole_name_fits_wholly():
    fit = _fit("华山花苑", "华山花苑")
    assert fit.credits == (1.0, 1.0, 1.0, 1.0)
    assert fit.covered_share == pytest.approx(1.0)


def test_a_sign_that_sounds_alike_counts_for_less_than_the_sign_itself():
    assert _fit("花山花苑", "华山花苑").credits == (0.85, 1.0, 1.0, 1.0)


def test_scattered_signs_count_for_less_than_neighbours():
    together = sum(_fit("华山", "华山花苑").credits)
    scattered = sum(_fit("华苑", "华山花苑").credits)
    assert scattered < together


def test_words_every_estate_has_and_districts_in_front_weigh_little():
    name, _, _, generic, _ = weigh("华山里小区", EVEN).weights
    assert generic < name
    in_front, *_, last = weigh("重庆市江北区华山", EVEN).weights
    assert in_front < last


def test_pinyin_fits_the_signs_it_sounds():
    assert _fit("huashan", "华山花苑").credits[0] == 1.0
    assert _fit("hs", "华山花苑").credits[0] == pytest.approx(0.9)
    assert _fit("huashsnhuayuan", "华山花苑").credits[0] > 0.6
    assert _fit("beijing", "华山花苑").credits[0] == 0.0


def test_latin_and_signs_together_fit_together():
    fit = _fit("huashan花苑", "华山花苑")
    assert len(fit.credits) == len("huashan花苑")
    assert min(fit.credits) > 0.8


@pytest.mark.parametrize(
    ("written", "at"),
    [("荼花小区", 0), ("茶化小区", 1), ("花茶小区", 1), ("茶花花小区", 2), ("茶小花区", 2)],
)
def test_a_slip_of_the_pen_is_credited_in_part(written, at):
    fit = _fit(written, "茶花小区")
    assert 0.3 < fit.credits[at] < 1.0
    assert sum(credit == 1.0 for credit in fit.credits) < len(written)
    assert fit.covered_share > 0.5


def test_another_name_gets_no_credit_for_slips():
    assert _fit("龙门客栈", "茶花小区").covered_share == 0.0
    assert _fit("白云", "白马").credits == (pytest.approx(0.7), 0.0)


def test_the_heavier_of_two_alignments_is_taken():
    heavy_end = Telling({"山": 0.1, "花": 5.0}, 1.0)
    fit = fit_words(weigh("花山", heavy_end), weigh("山花", heavy_end))
    assert fit.credits[0] > 0.5
