"""Write the report of the service circle of a sub-district or community.

Figures come from the data in force and from the same ``answer_model`` as the page's, so that they are the same to the
last household.
"""

from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from gis.coverage.answer import CoverageAnswer
from gis.errors import InputError, NotAllowed
from gis.model.access import Right, Scope
from gis.model.progress import Progress, silent
from gis.model.units import UnitKind
from gis.reports.circle import TITLE as CIRCLE_TITLE
from gis.reports.circle import circle_document
from gis.reports.findings import BaseLayers, CircleFindings
from gis.reports.from_answer import Source, base_layers, circle_findings
from gis.reports.ledger_marks import with_marks
from gis.reports.write import WRITERS, write
from gis.space.layers import Layer
from gis.store import coverage_runs, units
from gis.store.engine import Store
from gis.store.units import UnitRecord
from gis.workflows.coverage_inputs import CoverageWorld, find_subdistrict
from gis.workflows.explore_coverage import CoverageShelf
from gis.workflows.report_files import ReportCard, ReportLabel, keep_report


@dataclass(frozen=True, slots=True)
class CircleOrder:
    """Which report is wanted.

    Attributes
    ----------
    suffix
        docx, xlsx, pdf or html.
    profile, template
        Who walks, and by which standard.
    subdistrict_code, community_code
        The place; the whole sub-district without the latter, the only one loaded without the former.
    """

    suffix: str
    profile: str = "adult"
    template: str = "six_categories"
    subdistrict_code: str | None = None
    community_code: str | None = None


def write_circle_report(
    store: Store,
    scope: Scope,
    order: CircleOrder,
    *,
    made_at: datetime,
    shelf: CoverageShelf | None = None,
    progress: Progress = silent,
) -> ReportCard:
    """Measure the data in force, build the report and keep its file.

    Parameters
    ----------
    shelf
        Where prepared answers are held; a new one where not given.

    Raises
    ------
    NotAllowed
        The place is not within the scope.
    NotFound
        ``subdistrict_unknown``, ``community_not_found``.
    InputError
        ``report_format_unknown``, ``template_unknown``, ``profile_unknown``.
    """
    _check_suffix(order.suffix)
    _, unit = places_of(store, scope, order)
    progress("测算服务圈", 0, 0)
    explored = (shelf or CoverageShelf()).take(
        store,
        scope,
        profile=order.profile,
        template=order.template,
        subdistrict_code=order.subdistrict_code,
        is_fresh=True,
    )
    findings = _with_kept_marks(store, scope, findings_of_world(explored.world, explored.answer), order)
    if order.community_code is not None:
        findings = findings.within(order.community_code)
    document = circle_document(findings, made_at=made_at, progress=progress)
    progress("写出报告", 0, 0)
    label = ReportLabel(
        "circle", CIRCLE_TITLE, findings.place_name, order.suffix, unit.path, _facts(findings, order)
    )
    return keep_report(
        store.settings.reports_dir, label, made_at=made_at, write=lambda path: write(document, path)
    )


def _with_kept_marks(
    store: Store, scope: Scope, findings: CircleFindings, order: CircleOrder
) -> CircleFindings:
    """Add what planners wrote down of the gaps of the newest kept measurement by the same template and profile."""
    with store.session(scope) as connection:
        place = find_subdistrict(connection, order.subdistrict_code)
        run_id = coverage_runs.newest_ledger(
            connection, place.unit_id, template=order.template, profile=order.profile
        )
        if run_id is None:
            return findings
        return with_marks(findings, coverage_runs.read_run_gaps(connection, run_id))


def findings_of_world(world: CoverageWorld, answer: CoverageAnswer) -> CircleFindings:
    """Gather a report's findings of a sub-district from its data in force."""
    return circle_findings(
        answer,
        place_name=world.subdistrict.name,
        place_code=world.subdistrict.code,
        source=Source(world.edition, world.edition_date, world.subdistrict.is_demo, version("wangge")),
        base=base_layers(world.layers),
        gates=world.layers[Layer.GATES],
        grids=world.layers[Layer.GRIDS],
    )


def write_answer_report(
    answer: CoverageAnswer,
    path: Path,
    *,
    place_name: str,
    base: BaseLayers,
    made_at: datetime,
    edition: str = "命令行输入文件",
) -> Path:
    """Write the report of a measurement from files, as ``wangge coverage --report`` does.

    Parameters
    ----------
    edition
        What the report calls its data, such as the files' names.

    Raises
    ------
    InputError
        ``report_format_unknown``.
    """
    source = Source(edition, f"{made_at:%Y-%m-%d}", is_demo=False, version=version("wangge"))
    findings = circle_findings(answer, place_name=place_name, source=source, base=base)
    return write(circle_document(findings, made_at=made_at), path)


def _check_suffix(suffix: str) -> None:
    if suffix not in WRITERS:
        raise InputError(
            f"no report format {suffix[:20]!r}",
            chinese=f"不支持的报告格式“{suffix[:20]}”；可用：{'、'.join(WRITERS)}",
            code="report_format_unknown",
            value=suffix[:20],
        )


def places_of(store: Store, scope: Scope, order: CircleOrder) -> tuple[UnitRecord, UnitRecord]:
    """Find the sub-district and the report's own place (the same, or a community), and refuse one outside the scope.

    Raises
    ------
    NotFound
        ``subdistrict_unknown``, ``unit_unknown``.
    NotAllowed
        ``out_of_scope``.
    """
    with store.session(scope) as connection:
        subdistrict = unit = find_subdistrict(connection, order.subdistrict_code)
        if order.community_code is not None:
            unit = units.unit_by_code(
                connection, UnitKind.COMMUNITY, order.community_code, territory=unit.territory
            )
    if not scope.holds(unit.path):
        raise NotAllowed(
            f"{unit.name} is outside the scope",
            chinese=f"{unit.name}不在您的工作范围内，不能生成其报告",
            code="out_of_scope",
            right=Right.SEE_REPORTS.value,
        )
    return subdistrict, unit


def _facts(findings: CircleFindings, order: CircleOrder) -> dict[str, object]:
    return {
        "profile": order.profile,
        "template": order.template,
        "households": findings.households(),
        "edition": findings.method.edition,
        "gaps": len(findings.gaps),
    }
