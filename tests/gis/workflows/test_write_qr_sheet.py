from dataclasses import replace
from datetime import UTC, datetime

import pytest

from gis.errors import CannotSatisfy, InputError
from gis.model.units import UnitKind
from gis.settings import read_settings
from gis.store import units
from gis.workflows import write_qr_sheet as sheet
from gis.workflows.write_qr_sheet import link_to, phone_address, read_labels, write_qr_sheet
from tests.worked import tiny

pytestmark = pytest.mark.database
BASE = "https://wangge.example:8443"
MADE_AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def _unit(connection, kind, code):
    return units.unit_by_code(connection, kind, code)


def test_an_estate_has_a_label_for_each_building_and_each_stairwell(planner):
    labels = read_labels(planner, _unit(planner, UnitKind.ESTATE, tiny.WALLED_ESTATE), BASE)
    assert len(labels) == 6 * 3
    assert [label.stairwell for label in labels[:3]] == ["", "1单元", "2单元"]
    first, second = labels[0], labels[1]
    assert (first.building, first.estate, first.community, first.code) == ("1栋", "围院", "甲社区", "B07")
    assert second.link == f"{first.link}&s=1" and first.link.startswith(f"{BASE}/go?b=")
    building = _unit(planner, UnitKind.BUILDING, "B07")
    assert first.link == link_to(BASE, building.unit_id)


def test_a_community_has_those_of_all_its_buildings(planner):
    community = _unit(planner, UnitKind.COMMUNITY, tiny.YI)
    labels = read_labels(planner, community, BASE, with_stairwells=False)
    assert len(labels) == 12 and len({label.link for label in labels}) == 12
    assert {label.estate for label in labels} == {"", "旧坊"}


def test_too_many_labels_and_none_are_said_before_printing(planner, monkeypatch):
    estate = _unit(planner, UnitKind.ESTATE, tiny.WALLED_ESTATE)
    monkeypatch.setattr(sheet, "MOST_LABELS", 17)
    with pytest.raises(CannotSatisfy) as refused:
        read_labels(planner, estate, BASE)
    assert refused.value.code == "too_many_labels"
    with pytest.raises(CannotSatisfy) as refused:
        read_labels(planner, replace(estate, code="E-99"), BASE)
    assert refused.value.code == "nothing_to_print"


def test_a_sheet_is_kept_as_a_report(tiny_store):
    with tiny_store.store.session(tiny_store.scope()) as connection:
        estate = _unit(connection, UnitKind.ESTATE, tiny.OLD_ESTATE)
    card = write_qr_sheet(
        tiny_store.store,
        tiny_store.scope(),
        estate,
        made_at=MADE_AT,
        address=f"{BASE}/",
        with_stairwells=False,
    )
    assert (card.kind, card.facts) == ("qr_sheet", {"labels": 6, "address": BASE})


def test_the_installations_address_is_used_where_none_is_given():
    settings = read_settings({"WANGGE_ADDRESS": "https://10.1.2.3"})
    assert phone_address(settings, None) == "https://10.1.2.3"
    assert phone_address(settings, " http://other:80/ ") == "http://other:80"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (None, "address_missing"),
        ("   ", "address_missing"),
        ("https://127.0.0.1:8443", "address_loopback"),
        ("http://localhost", "address_loopback"),
        ("http://[::1]:8000", "address_loopback"),
        ("wangge.example", "address_invalid"),
        ("javascript:alert(1)", "address_invalid"),
        ("https://a/b", "address_invalid"),
        ("https://user:secret@host", "address_invalid"),
        ("https://" + "x" * 500, "address_invalid"),
        ("https://[broken", "address_invalid"),
    ],
)
def test_an_address_that_leads_nowhere_is_never_printed(given, code):
    with pytest.raises(InputError) as refused:
        phone_address(read_settings({}), given)
    assert refused.value.code == code
