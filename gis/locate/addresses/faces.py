"""A place as an address book holds it, and how far its numbers agree with those of a written address."""

from dataclasses import dataclass

from gis.locate.addresses.written import Written


@dataclass(frozen=True, slots=True)
class Entry:
    """One place that an address may mean.

    Attributes
    ----------
    key
        The caller's own id of it.
    kind
        ``building``, ``estate``, ``community``, ``grid``, ``service_point``, ``facility`` …
    title
        As shown: 融汇江山3栋.
    texts
        What it is called, each with its numbers: ``("融汇江山3栋", "滨江路12号3栋")``.
    context
        Names of what it lies in; words may speak of them, and need not.
    area
        Permission path or code of the area it lies in, for "own area first".
    stairwells
        How many it has; 0 where unknown.
    """

    key: str
    kind: str
    title: str
    texts: tuple[str, ...]
    context: tuple[str, ...] = ()
    area: str = ""
    stairwells: int = 0


@dataclass(frozen=True, slots=True)
class Face:
    """An entry as it is compared: the names in it, the title's first, by their number in the book, and its numbers.

    ``is_one_of_several`` says that its title counts it among others (融汇江山3栋): unsaid, another may be meant;
    ``told`` holds what each of its texts says.
    """

    entry: Entry
    names: tuple[int, ...]
    of_title: int
    context: tuple[int, ...]
    lanes: frozenset[str]
    road_numbers: frozenset[str]
    buildings: frozenset[str]
    rooms: frozenset[str]
    is_bare: bool
    is_one_of_several: bool = False
    told: frozenset[tuple[object, ...]] = frozenset()


def agreements(written: Written, face: Face) -> list[float]:
    """For each kind of number said, how far the entry agrees: 1 the same, 0 or less another."""
    found = []
    if written.lanes:
        found.append(_agree(written.lanes, face.lanes, else_share=0.1))
    if written.road_numbers:
        said_otherwise = 0.3 if written.road_numbers & (face.buildings | face.lanes) else 0.1
        found.append(_agree(written.road_numbers, face.road_numbers, else_share=said_otherwise))
    if written.buildings:
        is_whole = not (written.road_numbers or written.lanes)
        as_road_number = is_whole and bool(written.buildings & face.road_numbers)
        agreed_share = _agree(written.buildings, face.buildings, else_share=0.25)
        agreed_share = max(agreed_share, 0.8) if as_road_number else agreed_share
        found.append(agreed_share - (0.1 if face.is_bare and not written.is_bare else 0.0))
    if written.stairwell is not None and 0 < face.entry.stairwells < written.stairwell:
        found.append(0.5)
    if written.storey:
        found.append(1.0 if written.storey in face.buildings else 0.9)
    if written.rooms & face.rooms:
        found.append(1.0)
    return found


def _agree(said: frozenset[str], has: frozenset[str], *, else_share: float) -> float:
    if said & has:
        return 1.0 - 0.02 * (len(has) - 1) / len(has)
    return -0.5 if has else else_share
