import pytest

from gis.coverage import measure
from gis.reports.circle import circle_document
from gis.reports.circle_tables import conservation_table
from gis.reports.from_answer import Source, base_layers, circle_findings
from gis.space.layers import Layer
from tests.gis.reports.example import MADE_AT
from tests.worked import tiny

SOURCE = Source("第1版", "2026-11-20", is_demo=False, version="0.1.0")


@pytest.fixture(scope="module")
def layers():
    return tiny.layers()


def _answer(layers, **options):
    return measure(layers[Layer.STREETS], layers[Layer.BUILDINGS], layers[Layer.FACILITIES], **options)


def test_an_answer_becomes_findings_whose_households_are_conserved(layers):
    answer = _answer(
        layers,
        estates=layers[Layer.ESTATES],
        gates=layers[Layer.GATES],
        communities=layers[Layer.COMMUNITIES],
    )
    findings = circle_findings(answer, place_name="微型街道", source=SOURCE, base=base_layers(layers))
    assert findings.households() == tiny.HOUSEHOLDS_TOTAL
    assert {row[-1] for row in conservation_table(findings).rows} == {"一致"}
    assert findings.method.profile.startswith("成年人，步速 1.33")
    assert findings.method.households_kind == "常住户"


def test_streets_homes_and_facilities_alone_are_enough_for_a_report(layers):
    findings = circle_findings(_answer(layers), place_name="某地", source=SOURCE, base=base_layers({}))
    assert list(findings.communities["name"]) == ["某地"]
    document = circle_document(findings, made_at=MADE_AT)
    assert document.table("分类分档覆盖").rows[-1][-1] == tiny.HOUSEHOLDS_TOTAL
    assert document.badge == ""


def test_closed_gates_come_into_the_ledger_with_a_name(layers):
    gates = layers[Layer.GATES].assign(is_open=False)
    whole_town = tiny.rectangle(-5000, -5000, 5400, 5200)
    options = {
        "estates": layers[Layer.ESTATES],
        "communities": layers[Layer.COMMUNITIES],
        "extent": whole_town,
    }
    answer = _answer(layers, gates=gates, **options)
    findings = circle_findings(
        answer, place_name="微型街道", source=SOURCE, base=base_layers(layers), gates=gates
    )
    texts = set(findings.gaps["remedy_text"])
    assert any("围院北门" in text for text in texts), texts
