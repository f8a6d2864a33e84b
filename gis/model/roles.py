"""Role templates (角色模板): which posts a unit of each kind has, in which order they answer, and what they do."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from gis.model.template_values import invalid, known_in, number_in, rows_in, text_in
from gis.model.units import UNIT_KIND_CHINESE, UnitKind

_MOST_ROLES = 200
_LONGEST_DUTIES = 1000


@dataclass(frozen=True, slots=True)
class RoleTemplate:
    """One role.

    Attributes
    ----------
    unit_kind
        The kind of unit it is held at.
    set_name
        五长, 1+3+N …; empty where it belongs to no set.
    rank
        Order in the chain, first first.
    posts_per_unit
        How many a unit should have; None: the source leaves it open.
    source, certainty
        Where the rule comes from, and how sure we are of it.
    duties
        A line each; printed on notice boards.
    """

    code: str
    chinese: str
    unit_kind: UnitKind
    set_name: str = ""
    rank: int = 100
    posts_per_unit: int | None = None
    source: str = ""
    certainty: str = ""
    duties: str = ""


def parse_roles(document: Mapping[str, Any]) -> tuple[RoleTemplate, ...]:
    """Read a list of roles: ``role``, a table each.

    Raises
    ------
    InputError
        ``template_invalid``, naming the role: a code given twice or of other signs, a kind of unit that is none, a value of
        the wrong kind or size.
    """
    roles: dict[str, RoleTemplate] = {}
    for row in rows_in(document, "role", most=_MOST_ROLES):
        role = _role(row)
        if role.code in roles:
            raise invalid(f"角色“{role.code}”重复")
        roles[role.code] = role
    return tuple(sorted(roles.values(), key=lambda role: (role.rank, role.code)))


def roles_document(roles: Sequence[RoleTemplate]) -> dict[str, Any]:
    """Write roles as ``parse_roles`` reads them: what is as usual is left out."""
    usual = {item.name: item.default for item in fields(RoleTemplate)}
    entries = [
        {name: str(value) if name == "unit_kind" else value for name, value in asdict(role).items()}
        for role in roles
    ]
    return {
        "role": [{name: value for name, value in entry.items() if value != usual[name]} for entry in entries]
    }


def _role(row: Mapping[str, Any]) -> RoleTemplate:
    code = text_in(row, "code", "角色", most=40)
    where = f"角色“{code}”"
    if not (code.isascii() and code.isidentifier()):
        raise invalid(f"{where}的编号应由字母、数字、下划线组成")
    known_in(row, RoleTemplate, where)
    kind = str(row.get("unit_kind", ""))
    if kind not in {*UnitKind}:
        told = "、".join(f"{known}（{UNIT_KIND_CHINESE[known]}）" for known in UnitKind)
        raise invalid(f"{where}所在层级应为：{told}")
    rank = _whole(row, "rank", where, most=9999)
    return RoleTemplate(
        code=code,
        chinese=text_in(row, "chinese", where, most=30),
        unit_kind=UnitKind(kind),
        set_name=_short(row, "set_name", where),
        rank=100 if rank is None else rank,
        posts_per_unit=_whole(row, "posts_per_unit", where, most=100),
        source=_short(row, "source", where, most=200),
        certainty=_short(row, "certainty", where, most=200),
        duties=_duties(row, where),
    )


def _short(row: Mapping[str, Any], name: str, where: str, *, most: int = 30) -> str:
    return text_in(row, name, where, most=most) if row.get(name) not in (None, "") else ""


def _whole(row: Mapping[str, Any], name: str, where: str, *, most: int) -> int | None:
    value = number_in(row, name, where, least=0, most=most)
    if value is not None and value != int(value):
        raise invalid(f"{where}的“{name}”应为整数")
    return None if value is None else int(value)


def _duties(row: Mapping[str, Any], where: str) -> str:
    duties = row.get("duties", "")
    if not isinstance(duties, str) or len(duties) > _LONGEST_DUTIES or "\x00" in duties:
        raise invalid(f"{where}的职责应为文字，每行一条，至多 {_LONGEST_DUTIES} 个字")
    return "\n".join(line.strip() for line in duties.splitlines() if line.strip())
