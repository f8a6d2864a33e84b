"""Progress as a person sees it."""

import io

from gis.cli.console import Console


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_elsewhere_than_on_a_terminal_each_step_is_one_line() -> None:
    stream = io.StringIO()
    with Console(stream) as console:
        for done in range(4):
            console("划分网格", done, 3)
        console("写出", 0, 0)
    assert stream.getvalue().splitlines() == ["划分网格 …", "写出 …"]


def test_on_a_terminal_each_step_has_a_bar_that_is_closed() -> None:
    stream = Terminal()
    with Console(stream) as console:
        console("划分网格", 0, 3)
        console("划分网格", 3, 3)
    text = stream.getvalue()
    assert "划分网格" in text
    assert "3/3" in text
    assert text.endswith("\n")
