"""Cases are numbered once, change only by events, and are seen only where they belong."""

import threading
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from gis.errors import Conflict, NotAllowed, NotFound
from gis.model.access import ANONYMOUS, Role
from gis.model.units import UnitKind
from gis.store import accounts, case_events, cases, units
from tests.gis.store.new_cases import NOON, case_at_a_building
from tests.worked import tiny

pytestmark = pytest.mark.database


@pytest.fixture
def new_case(planner):
    return case_at_a_building(planner)


@pytest.fixture
def community(tiny_store):
    """A community worker's transaction over the whole tiny world, given up at the end."""
    with tiny_store.store.session(tiny_store.scope(role=Role.COMMUNITY)) as connection:
        yield connection
        connection.rollback()


def test_a_case_is_numbered_by_subdistrict_day_and_serial(planner, new_case):
    numbers = [cases.file_case(planner, new_case).number for _ in range(2)]
    assert numbers == ["微型-20220506-0001", "微型-20220506-0002"]
    late = replace(new_case, reported_at=datetime(2022, 5, 6, 16, 30, tzinfo=UTC))
    assert cases.file_case(planner, late).number == "微型-20220507-0001"


def test_a_case_comes_back_as_it_was_filed(planner, new_case, tiny_store):
    filed = cases.file_case(planner, new_case)
    for name in ("category", "title", "source", "state", "grid_id", "building_id", "answers", "reported_at"):
        assert getattr(filed, name) == getattr(new_case, name)
    assert (filed.lon, filed.lat) == pytest.approx((new_case.lon, new_case.lat), abs=1e-12)
    assert (filed.version, filed.plan_id) == (1, tiny_store.plan_id)
    assert cases.read_case_by_number(planner, filed.number) == filed


def test_a_dispute_keeps_no_place_below_its_community(community, new_case):
    filed = cases.file_case(community, replace(new_case, is_dispute=True, address="围院1栋2单元"))
    assert (filed.unit_id, filed.grid_id, filed.building_id, filed.lon, filed.address) == (
        new_case.community_id,
        None,
        None,
        None,
        "",
    )
    assert len(filed.path.split(".")) == 2


def test_every_change_is_an_event_and_counts_a_version(planner, new_case):
    filed = cases.file_case(planner, new_case)
    accepted = cases.append_case_event(
        planner,
        filed.case_id,
        kind="accept",
        from_state="filed",
        to_state="accepted",
        note="已受理",
        expected_version=1,
    )
    change = cases.CaseChange(priority=1, solved_at=NOON)
    solved = cases.append_case_event(planner, filed.case_id, kind="solve", to_state="solved", change=change)
    reopened = cases.append_case_event(
        planner, filed.case_id, kind="reopen", to_state="accepted", change=cases.CaseChange(is_reopened=True)
    )
    events = case_events.read_case_events(planner, filed.case_id)
    assert [(event.serial, event.kind, event.to_state) for event in events] == [
        (1, "filed", "filed"), (2, "accept", "accepted"), (3, "solve", "solved"), (4, "reopen", "accepted"),
    ]  # fmt: skip
    assert (accepted.version, solved.priority, solved.solved_at) == (2, 1, NOON)
    assert (reopened.solved_at, reopened.priority) == (None, 1)


@pytest.mark.parametrize("older", [{"expected_version": 7}, {"from_state": "solved"}])
def test_an_event_decided_on_something_older_is_refused(planner, new_case, older):
    filed = cases.file_case(planner, new_case)
    with pytest.raises(Conflict) as refused:
        cases.append_case_event(planner, filed.case_id, kind="accept", to_state="accepted", **older)
    assert refused.value.facts == {"state": "filed", "version": 1}
    assert len(case_events.read_case_events(planner, filed.case_id)) == 1


def test_lists_are_narrowed_and_paged(planner, new_case, tiny_store):
    ids = [
        cases.file_case(planner, replace(new_case, category=code)).case_id
        for code in ("0403", "0401", "0502")
    ]
    cases.append_case_event(planner, ids[0], kind="close", to_state="closed")

    def found(**narrowed):
        return list(cases.list_cases(planner, **narrowed)["case_id"])

    assert found(within=tiny_store.path) == ids[::-1]
    assert found(states=["closed"]) == [ids[0]]
    assert found(categories=["04"]) == [ids[1], ids[0]]
    assert found(categories=["0502"]) == [ids[2]]
    assert found(since=datetime(2022, 5, 6, 4, 0, 1, tzinfo=UTC)) == []
    assert found(until=NOON) == []
    assert found(limit=2) == ids[:0:-1]
    assert found(after=ids[1]) == [ids[0]]
    assert found(box=(0.0, 0.0, 1.0, 1.0)) == []


def test_a_case_is_seen_by_its_grid_and_above_and_by_nobody_else(own_tiny_store, new_case):
    store = own_tiny_store.store
    with store.session(own_tiny_store.scope()) as connection:
        filed = cases.file_case(connection, new_case)
    grid_path = ".".join(filed.path.split(".")[:3])
    other = ".".join([*filed.path.split(".")[:2], "999"])
    for path, count in ((grid_path, 1), (own_tiny_store.path, 1), (other, 0)):
        with store.session(own_tiny_store.scope(path, Role.GRID_WORKER)) as connection:
            assert len(cases.list_cases(connection)) == count
    with store.session(ANONYMOUS) as connection:
        assert cases.list_cases(connection).empty
        with pytest.raises(NotFound):
            cases.read_case(connection, filed.case_id)
        with pytest.raises(NotFound):
            cases.append_case_event(connection, filed.case_id, kind="x")


def test_the_events_of_a_case_cannot_be_edited_away(own_tiny_store, new_case):
    with own_tiny_store.store.system() as connection:
        cases.file_case(connection, new_case)
    with pytest.raises(NotAllowed), own_tiny_store.store.system() as connection:
        connection.execute(text("DELETE FROM case_event"))


def test_cases_filed_at_once_get_different_numbers(own_tiny_store, new_case):
    numbers, start = [], threading.Barrier(4)

    def file():
        start.wait()
        with own_tiny_store.store.session(own_tiny_store.scope()) as connection:
            numbers.append(cases.file_case(connection, new_case).number)

    threads = [threading.Thread(target=file) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert sorted(numbers) == [f"微型-20220506-000{n}" for n in (1, 2, 3, 4)]


def _account(tiny, login, role, department=""):
    with tiny.store.system() as connection:
        return accounts.create_account(
            connection, login=login, password_hash="x", display_name=login, role=role, department=department
        )


def test_a_department_sees_the_cases_that_called_it_or_that_it_sent_and_no_others(own_tiny_store, new_case):
    tiny_, store = own_tiny_store, own_tiny_store.store
    user_id = _account(tiny_, "bureau", Role.DEPARTMENT, "district_environment")
    with store.session(tiny_.scope()) as connection:
        called, other = (cases.file_case(connection, new_case).case_id for _ in range(2))
        change = cases.CaseChange(departments=("district_environment", "police"))
        cases.append_case_event(connection, called, kind="judge_up", change=change)
    bureau = replace(tiny_.scope(role=Role.DEPARTMENT, user_id=user_id), department="district_environment")
    with store.session(bureau) as connection:
        sent = cases.file_case(connection, replace(new_case, source="department"), by=user_id).case_id
        assert set(cases.list_cases(connection)["case_id"]) == {called, sent}
        assert case_events.read_case_events(connection, other) == []
        cases.append_case_event(connection, called, kind="check_in")
    with store.session(replace(bureau, department="", user_id=None)) as connection:
        assert cases.list_cases(connection).empty


def test_departments_once_called_are_kept_and_named_once(planner, new_case):
    case_id = cases.file_case(planner, new_case).case_id
    for called in (("police",), ("fire_rescue", "police"), ()):
        case = cases.append_case_event(
            planner, case_id, kind="judge_up", change=cases.CaseChange(departments=called)
        )
    assert sorted(case.departments) == ["fire_rescue", "police"]


def test_a_dispute_is_seen_by_community_and_leaders_and_by_whoever_filed_it(own_tiny_store, new_case):
    tiny_, store = own_tiny_store, own_tiny_store.store
    user_id = _account(tiny_, "worker", Role.GRID_WORKER)
    with store.session(tiny_.scope(role=Role.COMMUNITY)) as connection:
        dispute = cases.file_case(connection, replace(new_case, is_dispute=True)).case_id
        grid_path = cases.file_case(connection, new_case).path.rpartition(".")[0]
    seen = {Role.COMMUNITY: 1, Role.LEADER: 1}
    for role in Role:
        with store.session(tiny_.scope(role=role)) as connection:
            assert (dispute in set(cases.list_cases(connection)["case_id"])) == bool(seen.get(role)), role
    # A grid worker's is handed up: it lies above their grid, where they may follow but not move it.
    with store.session(tiny_.scope(grid_path, Role.GRID_WORKER, user_id)) as connection:
        own = cases.file_case(connection, replace(new_case, is_dispute=True), by=user_id)
        assert (own.path, own.reported_by) == (grid_path.rpartition(".")[0], user_id)
        assert dispute not in set(cases.list_cases(connection)["case_id"])
        with pytest.raises(NotFound):
            cases.append_case_event(connection, own.case_id, kind="accept")


@pytest.fixture
def request_(new_case):
    return replace(new_case, state="reported")


@pytest.fixture
def elsewhere(own_tiny_store, request_):
    """A grid worker of another community than the case's, and a case of theirs filed where it belongs."""
    tiny_, store = own_tiny_store, own_tiny_store.store
    user_id = _account(tiny_, "worker", Role.GRID_WORKER)
    with store.system() as connection:
        grid = units.unit_by_code(connection, UnitKind.GRID, tiny.GRID_YI_NORTH)
    scope = tiny_.scope(grid.path, Role.GRID_WORKER, user_id)
    with store.session(scope) as connection:
        return scope, cases.file_case(connection, request_, by=user_id)


def test_a_request_from_elsewhere_is_kept_where_it_belongs_and_only_followed(
    own_tiny_store, request_, elsewhere
):
    store, (scope, case) = own_tiny_store.store, elsewhere
    assert not scope.holds(case.path)
    with store.session(own_tiny_store.scope(role=Role.COMMUNITY)) as connection:
        others = cases.file_case(connection, request_)
        assert cases.read_case(connection, case.case_id).reported_by == scope.user_id
    with store.session(scope) as connection:
        assert list(cases.list_cases(connection)["case_id"]) == [case.case_id]
        assert [event.kind for event in case_events.read_case_events(connection, case.case_id)] == ["filed"]
        for case_id in (case.case_id, others.case_id):
            with pytest.raises(NotFound):
                cases.append_case_event(connection, case_id, kind="accept")
        changed = text("UPDATE \"case\" SET title = 'x' WHERE id = :id"), {"id": case.case_id}
        assert connection.execute(*changed).rowcount == 0


@pytest.mark.parametrize(
    "write",
    [
        "INSERT INTO case_event (case_id, serial, kind, from_state, to_state, note, payload, made_by, made_at)"
        " VALUES (:id, 2, 'comment', '', 'reported', '', '{}', :by, now())",
        "INSERT INTO photo (case_id, sha256, file_name, media_type, size_bytes, added_by)"
        " VALUES (:id, repeat('a', 64), 'a.jpg', 'image/jpeg', 1, :by)",
        "INSERT INTO case_link (case_id, other_case_id, kind) VALUES (:id, :own, 'duplicate')",
    ],
)
def test_row_security_lets_the_filer_elsewhere_write_nothing_more(own_tiny_store, request_, elsewhere, write):
    store, (scope, case) = own_tiny_store.store, elsewhere
    with store.session(scope) as connection:
        own = cases.file_case(connection, request_, by=scope.user_id).case_id
    known = {"id": case.case_id, "by": scope.user_id, "own": own}
    with pytest.raises(NotAllowed), store.session(scope) as connection:
        connection.execute(text(write), known)
    with store.session(
        own_tiny_store.scope(role=Role.COMMUNITY)
    ) as connection:  # the statement itself is right
        connection.execute(text(write), known)


@pytest.mark.parametrize(
    ("changed", "role"),
    [
        ({"source": "department"}, Role.GRID_WORKER),
        ({"state": "closed"}, Role.GRID_WORKER),
        ({}, Role.PLANNER),
        ({}, Role.LEADER),
        ({}, Role.DEPARTMENT),
    ],
)
def test_nothing_but_a_fresh_request_is_filed_elsewhere(own_tiny_store, request_, elsewhere, changed, role):
    scope = replace(elsewhere[0], role=role)
    with pytest.raises(NotAllowed), own_tiny_store.store.session(scope) as connection:
        cases.file_case(connection, replace(request_, **changed), by=scope.user_id)


def test_a_request_elsewhere_is_filed_in_ones_own_name_and_sub_district(own_tiny_store, request_, elsewhere):
    scope, store = elsewhere[0], own_tiny_store.store
    with pytest.raises(NotAllowed), store.session(scope) as connection:
        cases.file_case(connection, request_, by=None)
    far = replace(scope, paths=("999999",))
    with pytest.raises(NotAllowed), store.session(far) as connection:
        cases.file_case(connection, request_, by=scope.user_id)
    for refused in ({"state": "closed"}, {"source": "department"}):
        with pytest.raises(NotAllowed), store.session(far) as connection:
            cases.file_case(
                connection, replace(request_, **{"state": "referred", **refused}), by=scope.user_id
            )
    with store.session(far) as connection:
        referred = cases.file_case(connection, replace(request_, state="referred"), by=scope.user_id)
        assert referred.case_id in set(cases.list_cases(connection)["case_id"])
    with pytest.raises(NotAllowed), store.session(replace(scope, paths=())) as connection:
        cases.file_case(connection, replace(request_, state="referred"), by=scope.user_id)


def test_the_list_is_narrowed_by_words_source_priority_and_what_is_late(planner, new_case):
    late = replace(new_case, due_at=NOON, title="井盖缺损", priority=1, source="hotline")
    ids = {
        name: cases.file_case(planner, case).case_id for name, case in (("late", late), ("other", new_case))
    }

    def listed(**narrowed):
        return [
            key
            for key, case_id in ids.items()
            if case_id in set(cases.list_cases(planner, **narrowed)["case_id"])
        ]

    assert listed(words="井盖") == listed(sources=["hotline"]) == listed(priority=1) == ["late"]
    assert listed(words="%") == listed(words="x' OR true --") == []
    assert listed(overdue_at=datetime(2022, 5, 6, 4, 1, tzinfo=UTC)) == ["late"]
    assert listed(overdue_at=NOON) == []
    cases.append_case_event(planner, ids["late"], kind="solve", change=cases.CaseChange(solved_at=NOON))
    assert listed(overdue_at=datetime(2023, 1, 1, tzinfo=UTC)) == []
