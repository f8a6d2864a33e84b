"""Imports: editions that came in, and what a file would bring."""

from datetime import date, datetime

from pydantic import BaseModel

from api.schemas.values import Body

STATE_CHINESE = {"loaded": "已载入，未启用", "active": "使用中", "retired": "已替换", "dropped": "已放弃"}


class Edition(BaseModel):
    """One edition: its layers in Chinese, how many rows, and the state of its layers."""

    id: int
    territory: str
    source: str
    licence: str
    file_name: str
    layers: list[str]
    rows: int
    state: str
    state_chinese: str
    from_date: date | None
    loaded_at: datetime
    loaded_by: str | None


class ImportProblem(BaseModel):
    """One finding of an import, with where it is and what to do."""

    code: str
    severity: str
    reason: str
    remedy: str
    file: str
    layer: str
    row: int | None
    column: str | None
    value: str


class ImportAnswer(BaseModel):
    """What a file brings, and with ``commit`` what it became: an edition, a plan's draft, or entries written.

    ``rows`` may come in, ``refused`` may not; at most 500 ``problems`` are told, refused ones first.
    """

    edition_id: int | None
    plan_id: int | None
    entries: int | None
    rows: int
    refused: int
    problems: list[ImportProblem]


class Activation(Body):
    """From which day an edition is used; today where not given."""

    from_date: date | None = None
