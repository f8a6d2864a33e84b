"""``wangge``: the commands, and what an error becomes at the end of one."""

import logging
import sys
from importlib import import_module
from typing import Any

import click

from gis.errors import WanggeError

# Loaded when called, so that `wangge locate` does not wait for the reports' libraries.
COMMANDS: dict[str, str] = {
    "draw": "gis.cli.draw:draw",
    "coverage": "gis.cli.coverage:coverage",
    "site": "gis.cli.coverage:site",
    "standards": "gis.cli.standards:standards",
    "locate": "gis.cli.locate:locate",
    "import": "gis.cli.imports:import_file",
    "export": "gis.cli.export:export",
    "households": "gis.cli.households:households",
    "db": "gis.cli.db:db",
    "seed": "gis.cli.seed:seed",
    "user": "gis.cli.user:user",
    "doctor": "gis.cli.doctor:doctor",
}


class LazyCommands(click.Group):
    """A group whose commands are imported when they are asked for."""

    lazy: dict[str, str]

    def __init__(self, *args: Any, lazy: dict[str, str], **attributes: Any) -> None:
        super().__init__(*args, **attributes)
        self.lazy = dict(lazy)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in the order of the table."""
        return [*self.lazy, *super().list_commands(ctx)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command's file on first use."""
        if cmd_name not in self.lazy:
            return super().get_command(ctx, cmd_name)
        module, name = self.lazy[cmd_name].split(":")
        command: click.Command = getattr(import_module(module), name)
        return command


@click.group(cls=LazyCommands, lazy=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--verbose", is_flag=True, help="在标准错误输出英文日志")
def wangge(*, verbose: bool) -> None:
    """网格：面向社区治理的网格划分、生活圈测算与定位服务。"""
    logging.basicConfig(level=logging.INFO if verbose else logging.WARNING, stream=sys.stderr)


def run(group: click.Group, arguments: list[str] | None = None) -> int:
    """Run a command line and give its exit status.

    0 done, 1 the request cannot be satisfied, 2 bad input, 130 interrupted.
    """
    try:
        group.main(args=arguments, standalone_mode=False)
    except WanggeError as error:
        logging.getLogger("wangge").info("%s: %s", error.code, error.message)
        click.echo(f"错误：{error.chinese}", err=True)
        return error.exit_status
    except click.exceptions.Exit as leave:
        return leave.exit_code
    except click.ClickException as error:
        error.show()
        return 2
    except (click.Abort, KeyboardInterrupt):
        click.echo("已中断", err=True)
        return 130
    return 0
