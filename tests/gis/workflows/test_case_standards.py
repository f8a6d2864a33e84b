"""Templates are edited by version: the next case goes by the new one, those before keep theirs, and each edit is logged."""

import copy
from datetime import UTC, datetime, timedelta

import pytest

from gis.casework.working_time import read_calendar
from gis.errors import Conflict, InputError, NotAllowed, NotFound
from gis.model.access import Role
from gis.store import audit, people
from gis.workflows.case_desk import open_case
from gis.workflows.case_standards import (
    SUBJECTS,
    list_case_standards,
    read_case_standard,
    save_case_standard,
    show_case_standard,
    write_case_standard,
)
from gis.workflows.file_case import Filing, file_case
from gis.workflows.live_standards import case_standards
from tests.gis.store.conftest import FIRST_DAY, fill
from tests.worked import tiny

pytestmark = pytest.mark.database
TOLD = {"source": "街道文件", "certainty": "已核对"}
LON, LAT = tiny.lon_lat(30, 30)


@pytest.fixture
def world(make_store):
    with make_store() as store:
        yield fill(store)


@pytest.fixture
def keeper(world):
    return world.scope(role=Role.ADMINISTRATOR)


def content_of(world, keeper, subject):
    return copy.deepcopy(show_case_standard(world.store, keeper, subject)["content"])


def minor(content, code):
    return next(one for major in content["major"] for one in major["minor"] if one["code"] == code)


def save(world, keeper, subject, content, **given):
    return save_case_standard(world.store, keeper, subject, content, **{**TOLD, **given})


def file(world, code="0301", **given):
    worker = world.scope(role=Role.GRID_WORKER)
    return file_case(world.store, worker, Filing(code, "堆物", lon=LON, lat=LAT, **given)).case


def desk(world, case):
    return open_case(world.store, world.scope(role=Role.COMMUNITY), case.case_id)


def test_a_new_limit_holds_for_the_next_case_and_alters_nothing_filed_before(world, keeper):
    before = file(world)
    content = content_of(world, keeper, "categories")
    minor(content, "0301").update(limit_hours=7, steps=["photo", "removed"], priority=1)
    saved = save(world, keeper, "categories", content, base_version=1, note="缩短时限")
    assert (saved.version, saved.added, saved.removed, saved.changed) == (2, (), (), ("0301",))
    after = file(world)
    calendar = read_calendar()
    assert before.due_at == calendar.due(before.reported_at, 35)
    assert after.due_at == calendar.due(after.reported_at, 7)
    assert (before.categories_version, after.categories_version) == (1, 2)
    assert (before.priority, after.priority) == (3, 1)
    kept, new = desk(world, before), desk(world, after)
    assert kept.case.due_at == before.due_at
    assert [step.code for step in kept.steps] == ["photo", "notice", "joint_team", "removed"]
    assert [step.code for step in new.steps] == ["photo", "removed"]


def test_each_edit_is_logged_with_what_it_changed(world, keeper):
    content = content_of(world, keeper, "categories")
    content["major"][0]["minor"].append({"code": "0199", "chinese": "无人机扰民", "limit_hours": 8})
    content["major"][0]["minor"] = [one for one in content["major"][0]["minor"] if one["code"] != "0103"]
    save(world, keeper, "categories", content, note="增删")
    with world.store.system() as connection:
        (row,) = audit.read_audit(connection, action="standard_saved").to_dict("records")
    assert row["detail"] == {
        "subject": "categories", "version": 2, "note": "增删", "added": ["0199"], "removed": ["0103"], "changed": [],
    }  # fmt: skip


def test_a_phone_that_was_offline_still_files_under_a_category_gone_out_of_use(world, keeper):
    content = content_of(world, keeper, "categories")
    content["major"] = [major for major in content["major"] if major["code"] != "03"]
    save(world, keeper, "categories", content)
    case = file(world, answers={"堆放在几层": "三层"})
    assert (case.category, case.categories_version, case.answers) == ("0301", 1, {"堆放在几层": "三层"})
    assert case_standards(world.store).tree.chinese_of("0301").endswith("楼道堆物")
    assert len(desk(world, case).steps) == 4


def test_a_holiday_told_later_moves_the_deadlines_of_later_cases_only(world, keeper):
    before = file(world, code="0202")
    content = content_of(world, keeper, "calendar")
    tomorrow = datetime.now(UTC).date() - timedelta(days=1)
    year = str(tomorrow.year)
    span = f"{tomorrow.isoformat()}/{(tomorrow + timedelta(days=20)).isoformat()}"
    content["years"].setdefault(year, {"off": [], "work": []})
    content["years"][year] = {"off": [span], "work": []}
    saved = save(world, keeper, "calendar", content)
    assert year in (*saved.added, *saved.changed)
    after = file(world, code="0202")
    assert after.due_at - before.due_at > timedelta(days=15)
    assert (before.calendar_version, after.calendar_version) == (1, 2)
    assert desk(world, before).case.due_at == before.due_at


def test_roles_are_in_force_at_once_and_the_ones_before_are_version_one(world, keeper):
    with world.store.system() as connection:
        people.save_roles(
            connection, [{"code": "worker", "chinese": "网格员", "unit_kind": "grid", "rank": 20}]
        )
        people.save_roles(connection, [{"code": "idle", "chinese": "闲置", "unit_kind": "grid", "rank": 90}])
        grid_id = connection.exec_driver_sql("SELECT id FROM unit WHERE kind = 'grid' LIMIT 1").scalar_one()
        people.appoint(connection, role="worker", unit_id=grid_id, from_date=FIRST_DAY)
    content = content_of(world, keeper, "roles")
    assert [role["code"] for role in content["role"]] == ["worker", "idle"]
    content["role"] = [
        {**content["role"][0], "posts_per_unit": 2, "duties": "巡查\n上报"},
        {"code": "lane_leader", "chinese": "巷长", "unit_kind": "patch", "set_name": "链条", "rank": 40},
    ]
    saved = save(world, keeper, "roles", content, base_version=1)
    assert (saved.version, saved.added, saved.removed) == (2, ("lane_leader",), ("idle",))
    with world.store.system() as connection:
        kept = people.read_roles(connection).set_index("code")
        vacancies = people.read_unmade_posts(connection)
    assert set(kept.index) == {"worker", "lane_leader"}
    assert kept.loc["worker", "duties"] == "巡查\n上报"
    assert vacancies.set_index("unit_id").loc[grid_id, "missing"] == 1
    versions = list_case_standards(world.store, keeper)[2]["versions"]
    assert [(one["version"], one["note"]) for one in versions] == [(2, ""), (1, "首次修改之前")]
    first = show_case_standard(world.store, keeper, "roles", 1)["content"]["role"]
    assert [role["code"] for role in first] == ["worker", "idle"]
    for fault in ({"unit_kind": "community"}, None):
        content["role"] = [{**content["role"][0], **fault}] if fault else content["role"][1:]
        with pytest.raises(Conflict) as refusal:
            save(world, keeper, "roles", content)
        assert refusal.value.code == "role_in_use"
        content = content_of(world, keeper, "roles")


def test_a_department_that_an_account_answers_to_stays_on_the_list(world, keeper):
    with world.store.system() as connection:
        connection.exec_driver_sql(
            "INSERT INTO account (login, password_hash, display_name, role, department)"
            " VALUES ('p', 'x', 'p', 'department', 'police')"
        )
    content = content_of(world, keeper, "categories")
    content["department"] = [one for one in content["department"] if one["code"] != "police"]
    for major in content["major"]:
        for one in major["minor"]:
            one["departments"] = [code for code in one.get("departments", []) if code != "police"]
    with pytest.raises(Conflict) as refusal:
        save(world, keeper, "categories", content)
    assert refusal.value.code == "department_in_use"


@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_file_goes_out_and_comes_back_the_same(world, keeper, subject):
    if subject == "roles":
        with world.store.system() as connection:
            people.save_roles(
                connection, [{"code": "worker", "chinese": "网格员", "unit_kind": "grid", "rank": 20}]
            )
    text = write_case_standard(world.store, keeper, subject)
    told, document = read_case_standard(text.encode())
    shown = show_case_standard(world.store, keeper, subject)
    assert told == subject
    assert {document.pop("source"), document.pop("certainty")} == {shown["source"], shown["certainty"]}
    assert document == shown["content"]
    with pytest.raises(InputError) as refusal:
        same = {"source": shown["source"], "certainty": shown["certainty"]}
        save_case_standard(world.store, keeper, subject, document, **same)
    assert refusal.value.code == "standard_unchanged"


@pytest.mark.parametrize("text", [b"\xff\xfe", b"a = [", b"a = 1", b'subject = "people"', b"x" * 1_000_001])
def test_a_text_that_is_no_template_is_refused(text):
    with pytest.raises(InputError) as refusal:
        read_case_standard(text)
    assert refusal.value.code == "file_unreadable"


def test_who_may_not_an_older_base_and_what_there_is_not_are_refused(world, keeper):
    content = content_of(world, keeper, "categories")
    minor(content, "0301")["limit_hours"] = 8
    for role in (Role.PLANNER, Role.LEADER, Role.COMMUNITY, Role.DEPARTMENT):
        with pytest.raises(NotAllowed):
            save(world, world.scope(role=role), "categories", content)
    assert save(world, keeper, "categories", content, base_version=1).version == 2
    minor(content, "0301")["limit_hours"] = 9
    with pytest.raises(Conflict) as refusal:
        save(world, keeper, "categories", content, base_version=1)
    assert refusal.value.code == "standard_changed"
    with pytest.raises(NotFound):
        show_case_standard(world.store, keeper, "categories", 3)
    with pytest.raises(NotFound):
        save(world, keeper, "people", content)
    with pytest.raises(InputError):
        save(world, keeper, "categories", content, source=" ")
