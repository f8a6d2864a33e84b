"""How many households a grid may hold: read by all who work there, set by planners of the whole sub-district."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Query

from api import plan_answers
from api.rules import needs
from api.schemas import household_bands as wire
from api.wiring import CurrentStore
from gis.model.access import Right, Scope
from gis.model.bands import RESIDENTIAL_BAND
from gis.model.ids import UnitId
from gis.store.bands import BandRule
from gis.store.engine import Store
from gis.workflows import accounts, household_bands
from gis.workflows.household_bands import KIND_CHINESE, BandBook, BandWish

router = APIRouter(prefix="/api/v1/household-bands", tags=["方案"])

Reader = Annotated[Scope, needs(Right.SEE_UNITS)]
Planner = Annotated[Scope, needs(Right.DRAFT_PLANS)]


@router.get("")
def read_bands(
    store: CurrentStore,
    scope: Reader,
    subdistrict_id: Annotated[int | None, Query(ge=1, le=2**63 - 1)] = None,
) -> wire.BandBook:
    """Say what each community's grids are held to, by which setting, and what was ever set."""
    return _book(store, scope, subdistrict_id)


@router.put("")
def set_band(body: wire.BandSetting, store: CurrentStore, scope: Planner) -> wire.BandBook:
    """Set a band from now on, or withdraw it; what was set before stays in the history."""
    wish = BandWish(
        kind=body.kind,
        community_id=None if body.community_id is None else UnitId(body.community_id),
        min_households=body.min_households,
        max_households=body.max_households,
        target_households=body.target_households,
        note=body.note,
    )
    named = None if body.subdistrict_id is None else UnitId(body.subdistrict_id)
    household_bands.set_band(store, scope, wish, named)
    return _book(store, scope, body.subdistrict_id)


def _book(store: Store, scope: Scope, subdistrict_id: int | None) -> wire.BandBook:
    """Describe the bands of a sub-district."""
    named = None if subdistrict_id is None else UnitId(subdistrict_id)
    book = household_bands.read_band_book(store, scope, named)
    names = accounts.display_names(store, [rule.made_by for rule in book.history])
    return wire.BandBook(
        subdistrict_id=book.subdistrict.unit_id,
        subdistrict_name=book.subdistrict.name,
        default=plan_answers.band(RESIDENTIAL_BAND),
        may_set=book.may_set,
        rules=[_rule(rule, book, names) for rule in book.rules],
        communities=[
            wire.CommunityBand(
                community_id=item.unit_id,
                name=item.name,
                kind=item.kind,
                kind_chinese=KIND_CHINESE[item.kind],
                households=item.households,
                band=plan_answers.band(item.band),
                set_for=item.set_for,
            )
            for item in book.communities
        ],
        history=[_rule(rule, book, names) for rule in book.history],
    )


def _rule(rule: BandRule, book: BandBook, names: Mapping[int, str]) -> wire.BandRule:
    """Describe one setting."""
    called = {item.unit_id: item.name for item in book.communities}
    if rule.community_id is not None:
        subject = called.get(rule.community_id, f"编号 {rule.community_id} 的社区（已撤销）")
    else:
        subject = f"全部{book.subdistrict.name}" if rule.kind is None else f"所有{KIND_CHINESE[rule.kind]}"
    return wire.BandRule(
        kind=rule.kind,
        community_id=rule.community_id,
        subject_chinese=subject,
        band=None if rule.band is None else plan_answers.band(rule.band),
        note=rule.note,
        by=None if rule.made_by is None else names.get(rule.made_by),
        at=rule.made_at,
    )
