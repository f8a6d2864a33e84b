"""What this installation shows: the place's name, its extent, and whether its data are a demo."""

from dataclasses import dataclass

DEMO_NOTE = "演示数据，边界为生成"


@dataclass(frozen=True, slots=True)
class Site:
    """The place that the pages are about.

    Attributes
    ----------
    name
        The sub-district's name; empty while nothing is loaded.
    box
        (west, south, east, north) in degrees; the whole mainland while nothing is loaded.
    is_demo
        Whether the data are generated; every page then says so.
    """

    name: str = ""
    box: tuple[float, float, float, float] = (73.5, 18.0, 135.1, 53.6)
    is_demo: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether no sub-district is loaded yet."""
        return not self.name

    @property
    def demo_note(self) -> str:
        """The sentence that every page with generated data shows; empty otherwise."""
        return DEMO_NOTE if self.is_demo else ""
