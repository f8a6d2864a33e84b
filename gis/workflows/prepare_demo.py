"""Prepare the demo world from nothing to a page that can be shown; what is there already is not done again.

Each step asks first whether its result is there, and leaves it whole or not at all: a run that was killed at any
moment is taken up by the next.
"""

from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime

from gis.model.access import Role, Scope
from gis.model.ids import PlanId, UnitId
from gis.model.plans import grid_name
from gis.model.progress import Progress, silent
from gis.model.units import UnitKind
from gis.settings import Settings
from gis.store import coverage_runs, plans, units
from gis.store.cluster import Cluster
from gis.store.engine import Store, open_store
from gis.workflows.demo_accounts import DemoAccount, make_demo_accounts
from gis.workflows.explore_coverage import CoverageShelf
from gis.workflows.load_world import LoadedWorld, load_world
from gis.workflows.proposal_wish import Wish
from gis.workflows.propose_plan import propose
from gis.workflows.record_coverage import record_coverage
from gis.workflows.report_files import list_reports
from gis.workflows.write_report import CircleOrder, write_circle_report

WORLD = "subdistrict"
PROPOSAL_NAME = "演示建议方案"
SHOWN_COMMUNITY, SHOWN_GRID_NUMBER = "茶花社区", 8


@dataclass(frozen=True, slots=True)
class DemoSummary:
    """What stands ready.

    Attributes
    ----------
    plan_name, proposal_id
        The plan in force, and the draft that was proposed beside it.
    report_name
        File name of the service-circle report.
    accounts
        Logins with fresh passwords; empty where the service can be reached from other machines.
    """

    plan_name: str
    proposal_id: PlanId
    report_name: str
    accounts: tuple[DemoAccount, ...]

    def text(self, settings: Settings) -> str:
        """The closing summary: addresses and logins, in Chinese."""
        base = f"http://{settings.host}:{settings.port}"
        lines = [
            "",
            "演示世界已就绪（演示数据，边界为生成）",
            f"  地图      {base}/",
            f"  网格方案  {base}/plans          现行：{self.plan_name}；建议：{PROPOSAL_NAME}",
            f"  服务圈    {base}/coverage",
            f"  报告      {base}/reports        {self.report_name}",
            f"  接口说明  {base}/docs",
        ]
        if self.accounts:
            lines += ["", "演示账号（仅本机有效，每次准备时更换密码）"]
            lines += [f"  {one.login:<20} {one.password}   {one.role_chinese}" for one in self.accounts]
        else:
            lines += ["", "服务可从其他机器访问，未创建演示账号；请用 wangge user add 建立账号"]
        return "\n".join(lines)


def prepare_demo(settings: Settings, *, is_local: bool = True, progress: Progress = silent) -> DemoSummary:
    """Start the database, migrate, load the world, measure, propose, report, and make demo accounts.

    Parameters
    ----------
    is_local
        Whether only this machine can reach the service; otherwise no demo account is made.

    Raises
    ------
    StoreError
        The server cannot be started or reached.
    Conflict
        Another edition of the world is loaded.
    """
    if settings.database_url is None:
        progress("启动数据库", 0, 0)
        Cluster(settings).start()
    with closing(open_store(settings)) as store:
        progress("升级数据库结构", 0, 0)
        store.migrate()
        world = load_world(store, WORLD, progress=progress)
        scope = _planner(store, world)
        shelf = CoverageShelf()
        _measure(store, scope, world, shelf, progress)
        proposal_id = _propose(store, scope, world, progress)
        report_name = _report(store, scope, shelf, progress)
        accounts = _accounts(store, world) if is_local else ()
        with store.session(scope) as connection:
            plan_name = plans.read_plan(connection, world.plan_id).name
    return DemoSummary(plan_name, proposal_id, report_name, tuple(accounts))


def _planner(store: Store, world: LoadedWorld) -> Scope:
    with store.system() as connection:
        path = units.read_unit(connection, world.subdistrict_ids[0]).path
    return Scope(None, Role.PLANNER, (path,))


def _measure(
    store: Store, scope: Scope, world: LoadedWorld, shelf: CoverageShelf, progress: Progress
) -> None:
    with store.session(scope) as connection:
        is_there = coverage_runs.latest_run(connection, world.subdistrict_ids[0]) is not None
    if not is_there:
        record_coverage(store, scope, shelf=shelf, progress=progress)


def _propose(store: Store, scope: Scope, world: LoadedWorld, progress: Progress) -> PlanId:
    with store.session(scope) as connection:
        known = plans.list_plans(connection, subdistrict_id=world.subdistrict_ids[0])
    proposals = known.loc[known["name"] == PROPOSAL_NAME, "plan_id"]
    if len(proposals):
        return PlanId(int(proposals.iloc[0]))
    return propose(store, scope, world.plan_id, Wish(name=PROPOSAL_NAME), progress=progress).plan_id


def _report(store: Store, scope: Scope, shelf: CoverageShelf, progress: Progress) -> str:
    kept = list_reports(store.settings.reports_dir, scope)
    if kept:
        return kept[0].file_name
    order = CircleOrder(suffix="docx")
    card = write_circle_report(store, scope, order, made_at=datetime.now(UTC), shelf=shelf, progress=progress)
    return card.file_name


def _accounts(store: Store, world: LoadedWorld) -> list[DemoAccount]:
    return make_demo_accounts(
        store,
        subdistrict_ids=world.subdistrict_ids,
        community_id=_unit_named(store, UnitKind.COMMUNITY, SHOWN_COMMUNITY),
        grid_id=_unit_named(store, UnitKind.GRID, grid_name(SHOWN_COMMUNITY, SHOWN_GRID_NUMBER)),
    )


def _unit_named(store: Store, kind: UnitKind, name: str) -> UnitId:
    with store.system() as connection:
        known = units.read_units(connection, kind)
    return UnitId(int(known.loc[known["name"] == name, "unit_id"].iloc[0]))
