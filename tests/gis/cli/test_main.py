"""What an error becomes at the end of a command."""

import click
import pytest

from gis.cli.main import run, wangge
from gis.errors import CannotSatisfy, InputError


def _group(error: Exception | None) -> click.Group:
    @click.group()
    def group() -> None:
        """Hold one command."""

    @group.command()
    def work() -> None:
        if error is not None:
            raise error

    return group


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (None, 0),
        (CannotSatisfy("no plan", chinese="无法划分"), 1),
        (InputError("bad", chinese="第 3 行缺少户数"), 2),
        (click.UsageError("no such option"), 2),
        (KeyboardInterrupt(), 130),
    ],
)
def test_the_exit_status_tells_the_family(error: Exception | None, status: int) -> None:
    assert run(_group(error), ["work"]) == status


def test_a_person_reads_the_chinese_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    run(_group(InputError("bad row", chinese="第 3 行缺少户数")), ["work"])
    assert capsys.readouterr().err == "错误：第 3 行缺少户数\n"


def test_help_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(wangge, ["--help"]) == 0
    text = capsys.readouterr().out
    assert all(
        name in text for name in ("draw", "coverage", "site", "locate", "import", "db", "seed", "doctor")
    )


def test_an_unknown_command_is_bad_input() -> None:
    assert run(wangge, ["no-such-command"]) == 2
