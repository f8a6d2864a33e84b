"""An edit is a new version; measuring takes the newest and says so; the two kinds of circle never mix."""

import pytest

from gis.coverage.poi_tables import built_in_rows, kind_of_amap, kind_of_tags
from gis.errors import InputError, NotAllowed, NotFound
from gis.model.access import ANONYMOUS, Role, Scope
from gis.workflows import coverage_standards, kept_coverage
from gis.workflows.explore_coverage import CoverageShelf
from gis.workflows.record_coverage import record_coverage
from tests.gis.store.conftest import fill

pytestmark = pytest.mark.database


@pytest.fixture(scope="module")
def world(make_store):
    with make_store() as store:
        yield fill(store)


def full(world, name="six_categories", subject="tiers"):
    shown = coverage_standards.show_standard(world.store, world.scope(), subject, name)
    return {**shown["content"], **{key: shown[key] for key in ("chinese", "source", "certainty")}}


def test_what_comes_with_the_house_is_version_one_and_tells_its_source(world):
    listed = coverage_standards.list_standards(world.store, ANONYMOUS)
    assert {one["name"] for one in listed} >= {
        "six_categories",
        "gb50180_2018",
        "commerce_quarter_hour",
        "osm",
        "amap",
    }
    assert all(one["source"] and one["certainty"] and one["versions"] for one in listed)
    kinds = {one["name"]: one["kind"] for one in listed}
    assert (kinds["gb50180_2018"], kinds["commerce_quarter_hour"]) == ("生活圈居住区", "便民生活圈")


def test_an_edited_template_is_measured_by_at_once_and_older_runs_are_marked(world):
    shelf, scope = CoverageShelf(), world.scope()
    before = shelf.take(world.store, ANONYMOUS, profile="adult", template="six_categories")
    run_id = record_coverage(world.store, scope, shelf=shelf)
    content = full(world)
    content["items"] = [{**item, "minutes": [3, 12]} for item in content["items"]]
    version = coverage_standards.save_template(
        world.store, scope, "six_categories", content, note="试 3、12 分钟"
    )
    assert version == int(before.model.template.version) + 1
    after = shelf.take(world.store, ANONYMOUS, profile="adult", template="six_categories", is_fresh=True)
    assert after.model.template.tiers == (3, 12)
    assert after.answer.parameters["template"]["version"] == str(version)
    stale = {run["id"]: run["stale_reason"] for run in kept_coverage.list_runs(world.store, scope)}
    assert stale[run_id] == "分档模板已有新版"
    former = coverage_standards.show_standard(world.store, scope, "tiers", "six_categories", 1)
    assert former["content"]["items"][0]["minutes"] == [5, 10, 15]


def test_a_template_of_ones_own_can_be_chosen_by_its_name(world):
    content = full(world, "commerce_quarter_hour") | {"chinese": "本街道一刻钟"}
    assert coverage_standards.save_template(world.store, world.scope(), "our_street", content) == 1
    with world.store.session(ANONYMOUS) as connection:
        names = [template.name for template in coverage_standards.templates_of(connection)]
    assert names[-1] == "our_street"
    explored = CoverageShelf().take(world.store, ANONYMOUS, profile="adult", template="our_street")
    assert explored.model.template.chinese == "本街道一刻钟"


def test_a_template_never_turns_into_the_other_kind_of_circle(world):
    content = full(world, "gb50180_2018") | {"kind": "便民生活圈"}
    with pytest.raises(InputError) as refused:
        coverage_standards.save_template(world.store, world.scope(), "gb50180_2018", content)
    assert refused.value.code == "circles_mixed"


@pytest.mark.parametrize(
    "fault",
    [{"items": []}, {"source": " "}, {"kind": "生活圈"}, {"items": [{"key": "a b"}]}, {"certainty": ""}],
)
def test_a_template_that_does_not_hold_is_refused(world, fault):
    with pytest.raises(InputError) as refused:
        coverage_standards.save_template(world.store, world.scope(), "six_categories", full(world) | fault)
    assert refused.value.code == "template_invalid"


def test_who_does_not_measure_does_not_edit(world):
    reader = Scope(None, Role.LEADER, (world.path,))
    with pytest.raises(NotAllowed):
        coverage_standards.save_template(world.store, reader, "six_categories", full(world))
    with pytest.raises(NotAllowed):
        coverage_standards.save_poi_table(
            world.store, reader, "osm", built_in_rows("osm"), source="s", certainty="c"
        )
    with pytest.raises(NotFound):
        coverage_standards.show_standard(world.store, reader, "tiers", "../six_categories")


def test_edited_tables_are_read_by_within_the_block_and_nowhere_else(world):
    scope, told = world.scope(), {"source": "街道核对", "certainty": "已核对"}
    osm = [*built_in_rows("osm"), {"key": "shop", "value": "tea", "category": "dining", "subtype": "茶馆"}]
    amap = [row for row in built_in_rows("amap") if row["prefix"] != "餐饮服务;茶艺馆"]
    amap.append({"prefix": "餐饮服务;茶艺馆", "category": "culture", "subtype": "茶馆"})
    assert coverage_standards.save_poi_table(world.store, scope, "osm", osm, **told) == 2
    assert coverage_standards.save_poi_table(world.store, scope, "amap", amap, **told) == 2
    with world.store.session(ANONYMOUS) as connection, coverage_standards.poi_tables_of(connection):
        assert kind_of_tags({"shop": "tea"}).subtype == "茶馆"
        assert kind_of_amap("餐饮服务;茶艺馆").category == "culture"
    assert kind_of_tags({"shop": "tea"}) is None
    assert kind_of_amap("餐饮服务;茶艺馆").category == "dining"


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [{"key": "shop", "value": "tea", "category": "casino", "subtype": ""}],
        [{"key": "", "value": "tea", "category": "dining", "subtype": ""}],
        [{"key": "shop", "value": "tea", "category": "dining", "subtype": ""}] * 2,
    ],
)
def test_a_table_that_does_not_hold_is_refused(world, rows):
    with pytest.raises(InputError) as refused:
        coverage_standards.save_poi_table(world.store, world.scope(), "osm", rows, source="s", certainty="c")
    assert refused.value.code == "table_invalid"
