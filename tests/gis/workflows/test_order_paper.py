import openpyxl
import pytest

from gis.errors import InputError, NotAllowed, NotFound
from gis.model.access import Role, Scope
from gis.model.progress import silent
from gis.store import jobs
from gis.workflows import order_paper
from gis.workflows.order_paper import PaperOrder
from gis.workflows.report_files import find_report
from gis.workflows.write_report import CircleOrder
from tests.worked import tiny

pytestmark = pytest.mark.database


def _run(world, order):
    """Order, and do the job as the worker would, from the arguments that were kept."""
    planner = world.scope()
    job_id = order_paper.order_paper(world.store, planner, order)
    with world.store.system() as connection:
        kept = jobs.read_job(connection, job_id)
    done = order_paper.run_job(world.store, planner, dict(kept.arguments), silent)
    return find_report(world.store.settings.reports_dir, done["report"], planner)


def test_the_job_writes_the_register_of_the_plan_in_force(tiny_store):
    _, path = _run(tiny_store, PaperOrder("register", CircleOrder("xlsx")))
    rows = list(openpyxl.load_workbook(path)["网格登记表"].iter_rows(min_row=4, values_only=True))
    assert [(row[1], row[4]) for row in rows] == [
        ("甲社区第一网格", 360),
        ("甲社区第二网格", 480),
        ("乙社区第一网格", 350),
        ("乙社区第二网格", 300),
    ]


def test_the_job_prints_the_codes_of_an_estate(tiny_store):
    order = PaperOrder(
        "qr_sheet",
        CircleOrder("docx"),
        estate_code=tiny.WALLED_ESTATE,
        address="https://wangge.example",
        with_stairwells=False,
    )
    card, path = _run(tiny_store, order)
    assert (card.place, card.facts["labels"], path.suffix) == ("围院", 6, ".pdf")


def test_what_can_be_refused_at_once_is(tiny_store):
    planner, circle = tiny_store.scope(), CircleOrder("pdf")
    stranger = Scope(None, Role.COMMUNITY, (f"{tiny_store.path}.999999",))
    codes = {"kind": "qr_sheet", "circle": circle, "estate_code": tiny.WALLED_ESTATE}
    for scope, order, error in (
        (planner, PaperOrder("atlas", circle, plan_id=987654), NotFound),
        (planner, PaperOrder(**codes), InputError),
        (planner, PaperOrder(**{**codes, "estate_code": "E-99"}), NotFound),
        (stranger, PaperOrder(**codes, address="https://wangge.example"), NotAllowed),
        (stranger, PaperOrder("atlas", circle), NotAllowed),
    ):
        with pytest.raises(error):
            order_paper.order_paper(tiny_store.store, scope, order)
