import pytest

from gis.coverage.templates import list_templates, parse_template, read_template
from gis.errors import InputError

ITEM = {"key": "a", "chinese": "甲", "category": "medical", "minutes": [15, 5]}
GOOD = {
    "name": "x",
    "chinese": "x",
    "version": "1",
    "kind": "便民生活圈",
    "source": "s",
    "certainty": "c",
    "inclusive": True,
    "items": [ITEM],
}


def test_every_template_of_the_house_names_source_and_certainty():
    for name in list_templates():
        template = read_template(name)
        assert template.name == name
        assert template.source
        assert template.certainty


def test_the_standard_and_the_ministry_are_two_kinds_with_their_own_tiers():
    standard, ministry = read_template("gb50180_2018"), read_template("commerce_quarter_hour")
    assert (standard.kind, standard.tiers, standard.is_inclusive) == ("生活圈居住区", (5, 10, 15), False)
    assert (ministry.kind, ministry.tiers) == ("便民生活圈", (5, 8, 15))


def test_the_default_asks_for_the_six_categories_and_party_points_if_there_are_any():
    template = read_template("six_categories")
    assert [item.key for item in template.items if not item.is_optional] == [
        c.value for c in template.required_categories
    ]
    assert [item.key for item in template.items if item.is_optional] == ["party"]


def test_a_file_of_ones_own_is_read(tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text(
        'name="mine"\nchinese="本地"\nversion="2"\nkind="便民生活圈"\nsource="s"\ncertainty="c"\ninclusive=true\n'
        '[[items]]\nkey="a"\nchinese="药店"\ncategory="medical"\nsubtypes=["药店"]\nminutes=[8]\n',
        encoding="utf-8",
    )
    assert read_template(file).items[0].subtypes == ("药店",)


@pytest.mark.parametrize("text", ["", "name=", "name='x'", "items=[]", "items=3"])
def test_a_broken_file_is_refused(tmp_path, text):
    file = tmp_path / "broken.toml"
    file.write_text(text)
    with pytest.raises(InputError) as refused:
        read_template(file)
    assert refused.value.code == "template_invalid"


@pytest.mark.parametrize("name", ["nothing", "../secrets", "six_categories.json", ""])
def test_an_unknown_name_is_refused_with_the_known_ones(name):
    with pytest.raises(InputError) as refused:
        read_template(name)
    assert refused.value.code == "template_unknown"
    assert "six_categories" in refused.value.chinese


def test_tiers_ascend_whatever_their_order_in_the_file():
    assert parse_template(GOOD).items[0].minutes == (5, 15)


@pytest.mark.parametrize(
    "items",
    [
        [],
        [ITEM, ITEM],
        [{**ITEM, "minutes": []}],
        [{**ITEM, "minutes": [0]}],
        [{**ITEM, "minutes": [31]}],
        [{**ITEM, "category": "golf"}],
        [{**ITEM, "key": "a b"}],
    ],
)
def test_items_that_make_no_sense_are_refused(items):
    with pytest.raises((ValueError, KeyError)):
        parse_template({**GOOD, "items": items})
