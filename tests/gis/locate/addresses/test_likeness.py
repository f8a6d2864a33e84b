"""Words weighed against names."""

import pytest

from gis.locate.addresses.likeness import Telling, fit_words, sign_weights

EVEN = Telling({}, 1.0)


def test_the_whole_name_fits_wholly():
    fit = fit_words("华山花苑", "华山花苑", EVEN)
    assert fit.credits == (1.0, 1.0, 1.0, 1.0)
    assert fit.covered_share == pytest.approx(1.0)


def test_a_sign_that_sounds_alike_counts_for_less_than_the_sign_itself():
    assert fit_words("花山花苑", "华山花苑", EVEN).credits == (0.85, 1.0, 1.0, 1.0)


def test_scattered_signs_count_for_less_than_neighbours():
    together = sum(fit_words("华山", "华山花苑", EVEN).credits)
    scattered = sum(fit_words("华苑", "华山花苑", EVEN).credits)
    assert scattered < together


def test_words_every_estate_has_and_districts_in_front_weigh_little():
    name, _, _, generic, _ = sign_weights("华山里小区", EVEN)
    assert generic < name
    in_front, *_, last = sign_weights("重庆市江北区华山", EVEN)
    assert in_front < last


def test_pinyin_fits_the_signs_it_sounds():
    assert fit_words("huashan", "华山花苑", EVEN).credits[0] == 1.0
    assert fit_words("hs", "华山花苑", EVEN).credits[0] == pytest.approx(0.9)
    assert fit_words("huashsnhuayuan", "华山花苑", EVEN).credits[0] > 0.6
    assert fit_words("beijing", "华山花苑", EVEN).credits[0] == 0.0


def test_latin_and_signs_together_fit_together():
    fit = fit_words("huashan花苑", "华山花苑", EVEN)
    assert len(fit.credits) == len("huashan花苑")
    assert min(fit.credits) > 0.8
