"""``wangge doctor``: what is missing, with the command that brings it."""

import click

from gis.errors import CannotSatisfy
from gis.settings import read_settings
from gis.workflows.examine_installation import examine_installation


@click.command()
def doctor() -> None:
    """检查运行环境，列出缺少的部分和补齐的命令。"""
    findings = examine_installation(read_settings())
    for finding in findings:
        click.echo(f"{'✓' if finding.is_there else '✗'} {finding.name}：{finding.detail}")
        if finding.remedy:
            click.echo(f"    执行：{finding.remedy}")
    missing = [finding.name for finding in findings if not finding.is_there]
    if missing:
        raise CannotSatisfy(
            f"missing: {', '.join(missing)}",
            chinese=f"缺少 {len(missing)} 项：{'、'.join(missing)}",
            code="incomplete",
        )
    click.echo("环境齐全")
