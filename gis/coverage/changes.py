"""What one may change in thought, and the JSON a scenario is kept as."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, ClassVar

from gis.errors import InputError
from gis.model.categories import Category


@dataclass(frozen=True, slots=True)
class AddFacility:
    """One more facility."""

    kind: ClassVar[str] = "add_facility"
    category: str
    lon: float
    lat: float
    subtype: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class MoveFacility:
    """A facility elsewhere."""

    kind: ClassVar[str] = "move_facility"
    code: str
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class CloseFacility:
    """A facility gone."""

    kind: ClassVar[str] = "close_facility"
    code: str


@dataclass(frozen=True, slots=True)
class OpenGate:
    """A closed gate opened."""

    kind: ClassVar[str] = "open_gate"
    code: str


@dataclass(frozen=True, slots=True)
class CloseGate:
    """An open gate closed."""

    kind: ClassVar[str] = "close_gate"
    code: str


@dataclass(frozen=True, slots=True)
class AddGate:
    """A new gate in the wall of an estate; of the one whose wall is nearest where its code is empty."""

    kind: ClassVar[str] = "add_gate"
    estate_code: str
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class MoveGate:
    """A gate elsewhere on the wall of its estate."""

    kind: ClassVar[str] = "move_gate"
    code: str
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class AddPath:
    """A new footpath, or a footbridge over whatever lies between."""

    kind: ClassVar[str] = "add_path"
    lon: float
    lat: float
    to_lon: float
    to_lat: float
    is_footbridge: bool = False


Change = AddFacility | MoveFacility | CloseFacility | OpenGate | CloseGate | AddGate | MoveGate | AddPath
KINDS: Mapping[str, type[Change]] = {
    kind.kind: kind
    for kind in (
        AddFacility,
        MoveFacility,
        CloseFacility,
        OpenGate,
        CloseGate,
        AddGate,
        MoveGate,
        AddPath,
    )
}


def changes_to(changes: Iterable[Change]) -> list[dict[str, Any]]:
    """Write changes as JSON values, each with its ``kind``."""
    return [{"kind": change.kind, **asdict(change)} for change in changes]


def changes_from(values: Iterable[Mapping[str, Any]]) -> list[Change]:
    """Read changes from JSON values.

    Raises
    ------
    InputError
        ``change_invalid`` naming the number of the change and its fault.
    """
    return [_read(number, value) for number, value in enumerate(values, start=1)]


def _read(number: int, value: Mapping[str, Any]) -> Change:
    if not isinstance(value, Mapping) or value.get("kind") not in KINDS:
        raise _invalid(number, f"kind 应为 {'、'.join(KINDS)} 之一")
    kind = KINDS[value["kind"]]
    given = {name: value[name] for name in value if name != "kind"}
    unknown = sorted(set(given) - {field.name for field in fields(kind)})
    if unknown:
        raise _invalid(number, f"不认识的字段 {'、'.join(unknown)[:80]}")
    try:
        change = kind(**{name: _typed(name, given[name]) for name in given})
    except (TypeError, ValueError) as error:
        raise _invalid(number, "缺少字段或取值类型不对") from error
    return check_change(number, change)


def _typed(name: str, value: Any) -> Any:
    if name in ("lon", "lat", "to_lon", "to_lat"):
        return float(value)
    return bool(value) if name == "is_footbridge" else str(value)


def check_change(number: int, change: Change) -> Change:
    """Refuse places that are none, and categories that do not exist (``change_invalid``)."""
    for lon, lat in (("lon", "lat"), ("to_lon", "to_lat")):
        x, y = getattr(change, lon, 0.0), getattr(change, lat, 0.0)
        if not (-180 <= x <= 180 and -90 <= y <= 90):
            raise _invalid(number, "经纬度超出范围")
    if isinstance(change, AddFacility) and change.category not in {item.value for item in Category}:
        raise _invalid(number, f"没有类别“{change.category[:40]}”")
    return change


def _invalid(number: int, fault: str) -> InputError:
    return InputError(
        f"change {number}: {fault}",
        chinese=f"第 {number} 项变更不成立：{fault}",
        code="change_invalid",
        row=number,
    )
