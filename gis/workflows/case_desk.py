"""Lay a case before whoever opens it: what happened, who was called and came, its own steps, what may be done."""

from dataclasses import dataclass
from datetime import UTC, datetime

from gis.casework.categories import CaseStep
from gis.casework.states import CaseState, Move, moves_from
from gis.casework.steps import StepOffer, StepProgress, is_done, next_steps, step_progress
from gis.casework.whistle import WhistleProgress, whistle_progress
from gis.model.access import Right, Role, Scope
from gis.model.ids import CaseId
from gis.store import case_events, case_figures, cases
from gis.store.case_figures import WeekCount
from gis.store.engine import Store
from gis.workflows.live_standards import case_standards

WEEKS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Offer:
    """A move that the viewer may take, and why not just now where something is missing."""

    move: Move
    hindrance: str = ""


@dataclass(frozen=True, slots=True)
class CaseDesk:
    """A case with all that its page shows.

    Attributes
    ----------
    offers
        Moves of the viewer's role in the case's state; none for who only looks.
    steps, progress, next_steps
        The category's own way, how far it is gone, and what may come next; no steps for most.
    """

    case: cases.CaseRecord
    events: tuple[case_events.CaseEventRecord, ...]
    offers: tuple[Offer, ...]
    whistle: WhistleProgress
    steps: tuple[CaseStep, ...]
    progress: StepProgress
    next_steps: tuple[StepOffer, ...]


def open_case(store: Store, scope: Scope, case_id: CaseId, *, now: datetime | None = None) -> CaseDesk:
    """Read a case, its events, and what the viewer may do.

    Raises
    ------
    NotFound
        No such case that the viewer may see (``case_unknown``).
    """
    now = now or datetime.now(UTC)
    with store.session(scope) as connection:
        case = cases.read_case(connection, case_id)
        events = case_events.read_case_events(connection, case_id)
    told = [(event.kind, event.payload) for event in events]
    whistle, progress = whistle_progress(told), step_progress(told)
    tree = case_standards(store).tree_of(case.categories_version)
    steps = tree.steps_of(case.category) if case.category in tree.categories else []
    return CaseDesk(
        case=case,
        events=tuple(events),
        offers=offers_for(case, scope, whistle, has_ended_steps=is_done(steps, progress)),
        whistle=whistle,
        steps=tuple(steps),
        progress=progress,
        next_steps=tuple(next_steps(steps, progress, now=now)),
    )


def offers_for(
    case: cases.CaseRecord, scope: Scope, whistle: WhistleProgress, *, has_ended_steps: bool
) -> tuple[Offer, ...]:
    """List what the viewer may do with a case; who has filed a case above their own area only follows it."""
    if not scope.may(Right.HANDLE_CASES) or not scope.holds(case.path):
        return ()
    offers = []
    for move in moves_from(CaseState(case.state), scope.role):
        if (
            move.name == "check_in"
            and scope.role is Role.DEPARTMENT
            and scope.department not in whistle.missing
        ):
            continue
        hindrance = "须先走完该类事项的专有步骤" if move.name == "solve" and not has_ended_steps else ""
        offers.append(Offer(move, hindrance))
    return tuple(offers)


def trend_of(store: Store, scope: Scope, case_id: CaseId, *, now: datetime | None = None) -> list[WeekCount]:
    """Count by week the cases of the same 小类 in the same grid (community, where it has no grid).

    Mere numbers, counted over everything that was filed there, also for a department that sees but this case.
    A dispute has no series, since nothing about it is told by place.
    """
    now = now or datetime.now(UTC)
    with store.session(scope) as connection:
        case = cases.read_case(connection, case_id)
    if case.is_dispute:
        return []
    with store.system() as connection:
        return case_figures.count_by_week(
            connection,
            case.grid_id or case.community_id or case.unit_id,
            case.category,
            now=now,
            weeks=WEEKS_SHOWN,
        )
