"""``wangge standards``: templates of service circles, of cases and of roles, by version."""

import csv
import tomllib
from contextlib import closing
from pathlib import Path
from typing import Any

import click
import tomli_w

from gis.coverage.poi_tables import COLUMNS
from gis.errors import InputError
from gis.model.access import Role, Scope
from gis.settings import read_settings
from gis.store.engine import open_store
from gis.workflows import case_standards, coverage_standards
from gis.workflows.coverage_standards import TIERS

# Who may run commands on the machine itself may edit the standards.
_OPERATOR = Scope(None, Role.PLANNER)
_KEEPER = Scope(None, Role.ADMINISTRATOR)
_SUBJECT_CHINESE = {TIERS: "分档模板", "osm": "OSM 对照表", "amap": "高德对照表"}


@click.group()
def standards() -> None:
    """生活圈模板、设施类型对照表、事项分类与清单、工作日历、角色模板：查看、导出、保存新版。"""


@standards.command("list")
def list_all() -> None:
    """列出各模板与对照表的最新版本、来源和可信程度。"""
    with closing(open_store(read_settings())) as store:
        listed = coverage_standards.list_standards(store, _OPERATOR)
        of_cases = case_standards.list_case_standards(store, _KEEPER)
    for one in listed:
        kind = f"，{one['kind']}" if one["kind"] else ""
        click.echo(
            f"{one['name']}　{_SUBJECT_CHINESE[one['subject']]} 第 {one['version']} 版　{one['chinese']}{kind}"
        )
        click.echo(f"    来源：{one['source']}\n    可信程度：{one['certainty']}")
    for one in of_cases:
        newest = one["versions"][0]
        click.echo(f"{one['subject']}　{one['chinese']} 第 {newest['version']} 版")
        click.echo(f"    来源：{newest['source']}\n    可信程度：{newest['certainty']}")


@standards.command()
@click.argument("name")
@click.option("--version", type=int, help="第几版；不给则为最新版")
@click.option(
    "--out", type=click.Path(path_type=Path), help="写入文件（模板 .toml，对照表 .csv），改后可用 save 保存"
)
def show(name: str, version: int | None, out: Path | None) -> None:
    """显示或导出模板 NAME（也可为对照表 osm、amap，或 categories、calendar、roles）。"""
    if name in case_standards.SUBJECTS:
        _show_of_cases(name, version, out)
        return
    subject = name if name in COLUMNS else TIERS
    with closing(open_store(read_settings())) as store:
        found = coverage_standards.show_standard(store, _OPERATOR, subject, name, version)
    if out is None:
        click.echo(
            _toml(found)
            if subject == TIERS
            else "\n".join(",".join(r.values()) for r in found["content"]["rows"])
        )
        return
    _require_suffix(out, ".toml" if subject == TIERS else ".csv")
    if subject == TIERS:
        out.write_text(_toml(found), encoding="utf-8")
    else:
        with out.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, COLUMNS[subject])
            writer.writeheader()
            writer.writerows(found["content"]["rows"])
    click.echo(f"已写入 {out}")


def _show_of_cases(subject: str, version: int | None, out: Path | None) -> None:
    with closing(open_store(read_settings())) as store:
        text = case_standards.write_case_standard(store, _KEEPER, subject, version)
    if out is None:
        click.echo(text)
        return
    _require_suffix(out, ".toml")
    out.write_text(text, encoding="utf-8")
    click.echo(f"已写入 {out}")


def _save_of_cases(content: dict[str, Any], note: str) -> None:
    subject = str(content.pop("subject"))
    source, certainty = (str(content.pop(name, "")) for name in ("source", "certainty"))
    content.pop("version", None)
    with closing(open_store(read_settings())) as store:
        saved = case_standards.save_case_standard(
            store, _KEEPER, subject, content, source=source, certainty=certainty, note=note
        )
    click.echo(f"已保存 {subject} 第 {saved.version} 版")
    for title, codes in (("新增", saved.added), ("删去", saved.removed), ("改动", saved.changed)):
        if codes:
            click.echo(f"    {title}：{'、'.join(codes)}")


def _toml(found: dict[str, Any]) -> str:
    head = {name: found[name] for name in ("name", "chinese", "source", "certainty")}
    return tomli_w.dumps({**head, "version": str(found["version"]), **found["content"]})


@standards.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--table", type=click.Choice(list(COLUMNS)), help="对照表（.csv）属于哪一种；不给则为分档模板（.toml）"
)
@click.option("--source", default="", help="对照表的来源")
@click.option("--certainty", default="", help="对照表的可信程度")
@click.option("--note", default="", help="为什么改")
def save(file: Path, table: str | None, source: str, certainty: str, note: str) -> None:
    """把 FILE 保存为新版；旧版保留，已存档的测算、已登记的事项不受影响。"""
    _require_suffix(file, ".toml" if table is None else ".csv")
    if table is None and (content := _read_toml(file)).get("subject") in case_standards.SUBJECTS:
        _save_of_cases(content, note)
        return
    with closing(open_store(read_settings())) as store:
        if table is None:
            content = _read_toml(file)
            name = str(content.get("name", file.stem))
            version = coverage_standards.save_template(store, _OPERATOR, name, content, note=note)
        else:
            name = table
            version = coverage_standards.save_poi_table(
                store, _OPERATOR, table, _read_csv(file), source=source, certainty=certainty, note=note
            )
    click.echo(f"已保存 {name} 第 {version} 版")


def _require_suffix(file: Path, suffix: str) -> None:
    if file.suffix.lower() != suffix:
        raise InputError(
            f"{file} is no {suffix}",
            chinese=f"文件“{file}”应为 {suffix}",
            code="format_unknown",
            file=str(file),
        )


def _read_toml(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _unreadable(file, error) from error


def _read_csv(file: Path) -> list[dict[str, Any]]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            return list(csv.DictReader(stream, strict=True))
    except (OSError, ValueError, csv.Error) as error:
        raise _unreadable(file, error) from error


def _unreadable(file: Path, error: Exception) -> InputError:
    return InputError(
        f"{file}: {error}", chinese=f"读不出文件“{file}”：{error}", code="file_unreadable", file=str(file)
    )
