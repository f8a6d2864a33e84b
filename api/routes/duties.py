"""Who answers for which unit, what is wanting and how much there is to do; appointing, ending, standing in."""

from typing import Annotated

import pandas as pd
from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse

from api.once import Once
from api.paging import Page, Window, page_of
from api.routes.people import post_of
from api.rules import needs
from api.schemas import people as wire
from api.schemas.values import Id
from api.wiring import CurrentStore
from gis.errors import InputError
from gis.model.access import Right, Scope
from gis.model.ids import OfficeholderId, PostId, UnitId
from gis.store import contacts, duties, people
from gis.workflows import appoint_people
from gis.workflows.appoint_people import Newcomer
from gis.workflows.own_units import own_unit

router = APIRouter(prefix="/api/v1", tags=["人员"])

Colleague = Annotated[Scope, needs(Right.SEE_PEOPLE)]
Appointer = Annotated[Scope, needs(Right.APPOINT)]


@router.get("/duties/loads")
def list_loads(store: CurrentStore, scope: Colleague, window: Window) -> Page[wire.GridLoad]:
    """List the grids of one's scope with households, people, vacancies and cases, and the load of each person."""
    with store.session(scope) as connection:
        loads = duties.read_loads(connection, paths=scope.paths)
        unmade = people.read_unmade_posts(connection, unit_ids=[UnitId(int(i)) for i in loads["unit_id"]])
    wanting = unmade.groupby("unit_id")["missing"].sum().to_dict()
    rows = loads[loads["unit_id"] > (window.after or 0)].head(window.limit + 1).to_dict("records")
    return page_of(
        [
            wire.GridLoad(
                **{str(name): value for name, value in row.items()},
                unmade_posts=int(wanting.get(row["unit_id"], 0)),
                households_per_person=_each(row["households"], row["people"]),
                open_cases_per_person=_each(row["open_cases"], row["people"]),
            )
            for row in rows
        ],
        window,
        lambda load: load.unit_id,
    )


def _each(amount: int, people_acting: int) -> float | None:
    return round(amount / people_acting, 2) if people_acting else None


@router.get("/duties/units/{unit_id}")
def read_unit_duties(unit_id: Id, store: CurrentStore, scope: Colleague) -> wire.UnitDuties:
    """Describe who answers for one unit of one's scope."""
    with store.session(scope) as connection:
        unit = own_unit(connection, scope, UnitId(unit_id))
        posts = people.read_posts(connection, unit_ids=[unit.unit_id])
        unmade = people.read_unmade_posts(connection, unit_ids=[unit.unit_id])
        roles = people.read_roles(connection)
        ids = [OfficeholderId(int(i)) for i in posts["officeholder_id"].dropna().unique()]
        persons = people.read_officeholders(connection, ids)
        masked = contacts.masked_contacts(connection, ids)
    return wire.UnitDuties(
        unit_id=unit_id,
        unit_name=unit.name,
        unit_kind=unit.kind.value,
        posts=[post_of(row) for row in posts.to_dict("records")],
        wanting=[wire.Wanting.model_validate(row, extra="ignore") for row in unmade.to_dict("records")],
        officeholders=[
            wire.OfficeholderBrief(
                id=row["officeholder_id"],
                number=row["number"],
                contacts=_masked_of(masked, row["officeholder_id"]),
            )
            for row in persons.to_dict("records")
        ],
        roles=[
            wire.RoleTemplate(
                code=row["code"],
                chinese=row["chinese"],
                set_name=row["set_name"],
                unit_kind=row["unit_kind"],
                posts_per_unit=_whole(row["posts_per_unit"]),
            )
            for row in roles.to_dict("records")
            if row["unit_kind"] == unit.kind.value
        ],
    )


def _masked_of(masked: pd.DataFrame, officeholder_id: int) -> list[wire.MaskedContact]:
    own = masked[masked["officeholder_id"] == officeholder_id]
    return [wire.MaskedContact(kind=row["kind"], masked=row["masked"]) for row in own.to_dict("records")]


def _whole(value: float | None) -> int | None:
    return None if value is None or pd.isna(value) else int(value)


@router.get("/duties/candidates")
def list_candidates(store: CurrentStore, scope: Appointer, window: Window) -> Page[wire.Candidate]:
    """List the officeholders of one's scope, who may be given a further post."""
    with store.session(scope) as connection:
        posts = people.read_posts(connection)
    held = posts.dropna(subset=["officeholder_id"])
    counts = held.groupby("officeholder_id")["officeholder_number"].agg(["first", "size"]).reset_index()
    found = [
        wire.Candidate(id=int(person), number=int(number), posts=int(count))
        for person, number, count in counts.itertuples(index=False)
        if int(person) > (window.after or 0)
    ]
    return page_of(found[: window.limit + 1], window, lambda candidate: candidate.id)


def _holder(wish: wire.Holding) -> OfficeholderId | Newcomer | None:
    """Read who is to hold a post."""
    if wish.officeholder_id is not None and wish.newcomer is not None:
        raise InputError(
            "both a known and a new officeholder",
            chinese="已有编号与新增人员只能选其一",
            code="holder_ambiguous",
        )
    if wish.newcomer is not None:
        return Newcomer({str(kind): value for kind, value in wish.newcomer.contacts.items()})
    return None if wish.officeholder_id is None else OfficeholderId(wish.officeholder_id)


@router.post("/posts", status_code=201, response_model=wire.PostKept)
def make_post(wish: wire.Appointment, store: CurrentStore, scope: Appointer, once: Once) -> JSONResponse:
    """Make a post at a unit, held by somebody known, somebody new, or vacant."""

    def act() -> wire.PostKept:
        post_id = appoint_people.appoint(
            store,
            scope,
            role=wish.role,
            unit_id=UnitId(wish.unit_id),
            holder=_holder(wish),
            from_date=wish.from_date,
            substitute_id=None if wish.substitute_id is None else OfficeholderId(wish.substitute_id),
        )
        return wire.PostKept(id=post_id)

    return once(wish, act)


@router.put("/posts/{post_id}/holder", response_model=wire.PostKept)
def fill_post(
    post_id: Id, wish: wire.Holding, store: CurrentStore, scope: Appointer, once: Once
) -> JSONResponse:
    """Put somebody in a post from a day on; the former holder's post ends that day."""

    def act() -> wire.PostKept:
        filled = appoint_people.fill(
            store, scope, PostId(post_id), holder=_holder(wish), from_date=wish.from_date
        )
        return wire.PostKept(id=filled)

    return once(wish, act, status=200)


@router.post("/posts/{post_id}/end", status_code=204)
def end_post(post_id: Id, wish: wire.Ending, store: CurrentStore, scope: Appointer) -> Response:
    """End a post; the day given is the first without it."""
    appoint_people.end(store, scope, PostId(post_id), on_date=wish.on_date)
    return Response(status_code=204)


@router.put("/posts/{post_id}/substitute", status_code=204)
def name_substitute(
    post_id: Id, wish: wire.SubstituteWish, store: CurrentStore, scope: Appointer
) -> Response:
    """Name who stands in for the holder (AB角), or nobody."""
    known = None if wish.substitute_id is None else OfficeholderId(wish.substitute_id)
    appoint_people.substitute(store, scope, PostId(post_id), known)
    return Response(status_code=204)


@router.post("/posts/{post_id}/absence", status_code=204)
def record_absence(post_id: Id, wish: wire.Absence, store: CurrentStore, scope: Appointer) -> Response:
    """Let the substitute act for some days, or until further notice."""
    appoint_people.go_away(store, scope, PostId(post_id), from_date=wish.from_date, to_date=wish.to_date)
    return Response(status_code=204)


@router.post("/posts/{post_id}/return", status_code=204)
def record_return(post_id: Id, wish: wire.Ending, store: CurrentStore, scope: Appointer) -> Response:
    """Let the holder act again from a day on."""
    appoint_people.come_back(store, scope, PostId(post_id), on_date=wish.on_date)
    return Response(status_code=204)


@router.put("/officeholders/{officeholder_id}/contacts", status_code=204)
def keep_contacts(
    officeholder_id: Id, wish: wire.ContactsWish, store: CurrentStore, scope: Appointer
) -> Response:
    """Keep contacts of duty; they are sealed, and shown masked."""
    appoint_people.keep_contacts(
        store,
        scope,
        OfficeholderId(officeholder_id),
        {str(kind): value for kind, value in wish.contacts.items()},
    )
    return Response(status_code=204)
