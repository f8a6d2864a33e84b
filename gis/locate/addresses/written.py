"""Read a written address apart: its words, and its numbers by what they count.

People write the same door as 3号楼2单元501室, 3幢2单元, 三栋, 3#-2-501, 125弄6号, １２５弄６号, huashan 3dong. The
reading goes from left to right. A number is taken with the word that follows it; what a bare number means is
told by what stands before it:

* after a road (路, 街, 道, 巷) a number is the road's house number, and 弄 makes it a lane;
* a 号 after a lane, an estate or nothing is a building, as 号楼, 栋, 幢, 座 and # are;
* after a building, ``-2-501`` is stairwell and room, ``-501`` a room;
* after a building and a floor, 2号 or 2户 is a door;
* 3楼 is a floor, unless a stairwell or a room follows: then it is a building; alone after a name it may be either;
* after a road's number three figures are a room (曹杨路555号114), and 399# after a road is its number.
"""

import re
from dataclasses import dataclass, field

from gis.locate.addresses.text import tidy

_ROAD_ENDS = ("路", "街", "道", "巷", "浜", "lu", "jie")
_TOKEN = re.compile(
    r"(?P<span>\d{1,3}[-~](?P<span_end>\d{1,3}))(?=号楼|栋|幢)"
    r"|(?P<building>\d{1,4}[a-z]?|(?<![a-z])[a-z]{1,2}\d{0,2}|(?<=[a-z])[a-z](?=座))(?:号楼|栋|幢|座|#)"
    r"|(?P<sublane>\d{1,4})支弄"
    r"|(?P<lane>\d{1,5})弄-?"
    r"|(?P<stairwell>\d{1,2})(?:单元|梯|门(?![诊口厅]))"
    r"|(?P<room>[a-z]?\d{1,5}[a-z]?|[a-z])室"
    r"|(?P<floor>\d{1,2})层"
    r"|(?P<storey>\d{1,3})楼(?![一-龥]{0,2}[院区])"
    r"|(?P<house>\d{1,5})号(?!院|线|出?口|门(?!诊))"
    r"|(?P<door>\d{1,3})户"
    r"|-(?P<dash_stairwell>\d{1,2})-(?P<dash_room>\d{3,4})(?!\d)室?"
    r"|(?P<chain_building>\d{1,3})-(?P<chain_stairwell>\d{1,2})-(?P<chain_room>\d{3,4})(?!\d)室?"
    r"|(?P<pair_building>\d{1,3})-(?P<pair_room>\d{3,4})(?!\d)室?"
    r"|-(?P<dash>\d{1,4})(?!\d)[号室]?"
    r"|(?P<bare>\d{1,5})(?![\da-z])"
)


@dataclass(frozen=True, slots=True)
class Written:
    """What an address says.

    Attributes
    ----------
    words
        Runs of text between the numbers, in normal form, in order.
    lanes, road_numbers, buildings, rooms
        Numbers as text (``"3"``, ``"b"``), without leading zeros; sets, since a place may have several.
    stairwell, floor
        As whole numbers; None where not said.
    storey
        The number of 7楼 where nothing tells whether it is a building or a floor, as text; else empty.
    is_bare
        The building is a bare number, with no word that says what it counts.
    words_before_number
        How many of the words stand before the last number of a building, stairwell, floor or room; what follows
        is a remark (3号楼旁边的垃圾房).
    """

    words: tuple[str, ...] = ()
    lanes: frozenset[str] = frozenset()
    road_numbers: frozenset[str] = frozenset()
    buildings: frozenset[str] = frozenset()
    rooms: frozenset[str] = frozenset()
    stairwell: int | None = None
    floor: int | None = None
    storey: str = ""
    is_bare: bool = False
    words_before_number: int = 0

    @property
    def told(self) -> tuple[object, ...]:
        """Words and numbers alone: equal where two texts say the same in other unit words."""
        return (
            *self.words,
            self.lanes,
            self.road_numbers,
            self.buildings,
            self.stairwell,
            self.floor,
            self.rooms,
        )


@dataclass(slots=True)
class _Reading:
    """The state of reading: what was found, and what stood last."""

    words: list[str] = field(default_factory=list)
    numbers: dict[str, set[str]] = field(default_factory=dict)
    last: str = ""
    run: str = ""
    is_bare: bool = False
    words_before_number: int = 0

    def close_run(self) -> None:
        if self.run.strip("-#"):
            self.words.append(self.run.strip("-#"))
        self.run = ""

    def put(self, role: str, value: str) -> None:
        self.numbers.setdefault(role, set()).add(value.lstrip("0") or "0")
        self.last = role
        if role not in ("road_number", "lane", "sublane"):
            self.words_before_number = len(self.words)

    def has(self, role: str) -> bool:
        return role in self.numbers


def read_address(text: str) -> Written:
    """Read a written address or a place's name; any text is read, and the empty one says nothing."""
    line, reading, position = tidy(text[:200]), _Reading(), 0
    while position < len(line):
        found = _TOKEN.match(line, position)
        if found and _is_number_here(reading, line, position):
            after_road = reading.run.endswith(_ROAD_ENDS)
            standing = reading.run
            reading.close_run()
            _take(reading, found, after_road=after_road, after_words=bool(standing))
            position = found.end() + _unit_length(line, found)
        elif line[position] == "|":
            reading.close_run()
            position += 1
        else:
            reading.run += line[position]
            position += 1
    reading.close_run()
    return _finished(reading)


def _is_number_here(reading: _Reading, line: str, position: int) -> bool:
    """A number that opens a name (1788国际中心) or stands inside one is a word, not a count."""
    found = _TOKEN.match(line, position)
    if found is None or found.lastgroup != "bare":
        return True
    follows = line[found.end() : found.end() + 1]
    opens = not reading.run and not reading.last
    return follows in ("", "|", "-") or reading.run.endswith(_ROAD_ENDS) or not (opens or reading.run)


def _unit_length(line: str, found: re.Match[str]) -> int:
    """A span of buildings is read before its unit word; skip the word."""
    if found.group("span") is None:
        return 0
    unit = re.match(r"号楼|栋|幢", line[found.end() :])
    return len(unit[0]) if unit else 0


_SIMPLE_ROLES = {
    "building": "building",
    "sublane": "sublane",
    "lane": "lane",
    "stairwell": "stairwell",
    "room": "room",
    "floor": "floor",
    "storey": "storey",
    "dash_stairwell": "stairwell",
    "dash_room": "room",
    "chain_building": "building",
    "chain_stairwell": "stairwell",
    "chain_room": "room",
    "pair_building": "building",
    "pair_room": "room",
    "span_end": "building",
}


def _take(reading: _Reading, found: re.Match[str], *, after_road: bool, after_words: bool) -> None:
    """Put the numbers of one token where they belong."""
    given = {name: value for name, value in found.groupdict().items() if value is not None}
    if "span" in given:
        first = re.split(r"[-~]", given.pop("span"))[0]
        reading.put("road_number" if after_road else "building", first)
    if "pair_building" in given and (after_road or reading.has("building")):
        reading.put("road_number" if after_road else "stairwell", given.pop("pair_building"))
    if after_road and found[0].endswith("#"):
        reading.put("road_number", given.pop("building"))
    for name, value in given.items():
        if name in _SIMPLE_ROLES:
            reading.put(_SIMPLE_ROLES[name], value)
        elif name == "door" or (name == "house" and _is_door(reading, after_words=after_words)):
            reading.put("room", value)
        elif name == "house":
            reading.put("road_number" if after_road else _role_of_house(reading, value), value)
        elif name == "dash":
            reading.put(_role_after_dash(reading, value), value)
        elif name == "bare":
            role = _role_of_bare(reading, value, after_road=after_road)
            reading.is_bare = reading.is_bare or role == "building"
            reading.put(role, value)


def _is_door(reading: _Reading, *, after_words: bool) -> bool:
    """3楼2号, straight after the building: a floor's second door."""
    return not after_words and reading.last in ("floor", "storey") and reading.has("building")


def _role_of_house(reading: _Reading, value: str) -> str:
    """3栋501号: three figures after a building are a room."""
    return "room" if len(value) >= 3 and reading.has("building") else "building"


def _role_after_dash(reading: _Reading, value: str) -> str:
    if len(value) >= 3:
        return "room"
    if reading.last == "building":
        return "stairwell"
    return "building" if reading.has("lane") or reading.has("road_number") else "room"


def _role_of_bare(reading: _Reading, value: str, *, after_road: bool) -> str:
    if after_road:
        return "road_number"
    if reading.last == "road_number" and len(value) >= 3:
        return "room"
    if reading.has("building") or reading.has("storey"):
        return "room" if len(value) >= 3 or reading.has("stairwell") else "stairwell"
    return "building"


def _finished(reading: _Reading) -> Written:
    numbers = reading.numbers
    storeys = numbers.get("storey", set())
    buildings = set(numbers.get("building", set()))
    floors = numbers.get("floor", set())
    is_building = bool(floors) or reading.has("stairwell") or reading.has("room")
    if storeys and not buildings and is_building:
        buildings |= storeys
    elif storeys:
        floors = floors | storeys
    is_open = len(storeys) == 1 and not (buildings or reading.has("road_number") or reading.has("lane"))
    return Written(
        words=tuple(reading.words),
        lanes=frozenset(numbers.get("lane", set())),
        road_numbers=frozenset(numbers.get("road_number", set())),
        buildings=frozenset(buildings),
        rooms=frozenset(numbers.get("room", set())),
        stairwell=_only(numbers.get("stairwell", set())),
        floor=_only(floors),
        storey=min(storeys) if is_open else "",
        is_bare=reading.is_bare and len(buildings) == 1,
        words_before_number=reading.words_before_number,
    )


def _only(values: set[str]) -> int | None:
    """The smallest of the numbers said, or None."""
    return min((int(value) for value in values if value.isdigit()), default=None)
