"""The tree of categories as data."""

from dataclasses import replace

import pytest

from gis.casework.categories import CaseRoute, document_of, parse_categories, read_categories
from gis.errors import InputError


def test_every_category_has_two_and_two_digits_and_a_name():
    for code, category in read_categories().categories.items():
        assert (len(code), code.isdigit(), category.code) == (4, True, code)
        assert category.chinese
        assert category.major_chinese


def test_a_whistle_calls_only_departments_with_a_duty():
    tree = read_categories()
    called = {code for category in tree.categories.values() for code in category.departments}
    assert called <= set(tree.departments)
    assert all(tree.departments[code].duty for code in called)


def test_disputes_never_offer_duplicates_nearby():
    disputes = [category for category in read_categories().categories.values() if category.is_dispute]
    assert disputes
    assert {category.duplicate_radius_m for category in disputes} == {0}


def test_the_template_says_where_it_is_from_and_how_sure_it_is():
    tree = read_categories()
    assert tree.version
    assert tree.source
    assert tree.certainty


def test_stairwell_clutter_has_its_own_steps():
    assert read_categories().get("0301").steps == ("photo", "notice", "joint_team", "removed")


def test_an_unknown_code_is_refused_and_shown_as_it_is():
    with pytest.raises(InputError) as refusal:
        read_categories().get("9999")
    assert refusal.value.code == "category_unknown"
    assert read_categories().chinese_of("9999") == "9999"
    assert read_categories().chinese_of("0104") == "市容环境/油烟扰民"
    assert [category.code for category in read_categories().of_major("06")] == ["0601", "0602"]


@pytest.mark.parametrize(
    "minor",
    [
        'code = "0201"\nchinese = "x"',
        'code = "01"\nchinese = "x"',
        'code = "0101"\nchinese = "x"\ndepartments = ["nobody"]',
    ],
)
def test_a_wrong_template_is_refused(tmp_path, minor):
    path = tmp_path / "t.toml"
    head = 'version = "1"\nsource = "x"\ncertainty = "x"\n[[major]]\ncode = "01"\nchinese = "甲"\n[[major.minor]]\n'
    path.write_text(head + minor, encoding="utf-8")
    with pytest.raises(InputError) as refusal:
        read_categories(path)
    assert refusal.value.code == "template_invalid"


def test_routes_of_the_template_are_known():
    assert read_categories().get("0401").route is CaseRoute.DISCUSS


def test_a_template_is_written_as_it_was_read():
    assert parse_categories(document_of(read_categories())) == read_categories()


MINOR = {"code": "0101", "chinese": "甲"}


@pytest.mark.parametrize(
    "fault",
    [
        {"limit_hours": "8"},
        {"limit_hours": 0},
        {"limit_hours": float("nan")},
        {"duplicate_radius_m": -1},
        {"priority": 6},
        {"priority": 2.5},
        {"route": "court"},
        {"is_listed": "是"},
        {"questions": "几层"},
        {"questions": ["几层", "几层"]},
        {"steps": ["fly"]},
        {"limt_hours": 8},
        {"chinese": "甲\n乙"},
        {"code": "０１０１"},
    ],
)
def test_a_faulty_category_is_refused_by_its_code(fault):
    head = {"version": "1", "source": "x", "certainty": "x"}
    with pytest.raises(InputError) as refusal:
        parse_categories({**head, "major": [{"code": "01", "chinese": "大", "minor": [{**MINOR, **fault}]}]})
    assert refusal.value.code == "template_invalid"


def test_a_code_out_of_use_is_named_by_what_earlier_versions_called_it():
    tree = replace(read_categories(), former={"9999": "旧类/旧事"})
    assert tree.chinese_of("9999") == "旧类/旧事"
    assert tree.chinese_of_department("nobody") == "nobody"
