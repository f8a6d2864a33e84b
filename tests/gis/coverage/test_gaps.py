from gis.coverage import answer_model
from gis.space.layers import Layer
from tests.worked import tiny


def test_a_shut_estate_stands_in_the_ledger_with_the_gate_that_would_close_the_gap(shut):
    gaps = answer_model(shut).gaps.set_index("item")
    gap = gaps.loc["medical"]
    assert (gap["unit_kind"], gap["unit_code"], gap["unit_name"]) == ("estate", tiny.WALLED_ESTATE, "围院")
    assert (gap["households"], gap["households_lacking"]) == (480, 480)
    assert (gap["remedy"], gap["remedy_households"]) == ("open_gate", 480)
    assert tiny.GATE in gap["remedy_text"]
    assert (gap["responsible_unit"], gap["department"]) == ("甲社区", "卫生健康主管部门")


def test_the_ledger_is_empty_where_everybody_is_covered(answer):
    assert answer.gaps.empty
    assert answer.gaps.crs is not None


def test_without_a_facility_the_nearest_is_nobody_and_a_new_one_is_the_remedy(ask_tiny, tiny_layers):
    answer = answer_model(ask_tiny(facilities=tiny_layers[Layer.FACILITIES].iloc[:2]))
    gaps = answer.gaps[answer.gaps["item"] == "medical"]
    assert gaps["households_lacking"].sum() == tiny.HOUSEHOLDS_TOTAL
    assert set(gaps["remedy"]) == {"new_facility"}
    assert gaps["nearest_seconds"].isna().all()
    assert (gaps["nearest_facility"] == "").all()
    assert (gaps["households_lacking"].diff().dropna() <= 0).all()


def test_homes_without_an_estate_stand_under_their_community(ask_tiny, tiny_layers):
    answer = answer_model(ask_tiny(facilities=tiny_layers[Layer.FACILITIES].iloc[:2]))
    rest = answer.gaps[(answer.gaps["item"] == "medical") & (answer.gaps["unit_kind"] == "community")]
    assert rest[["unit_code", "unit_name", "households_lacking"]].to_numpy().tolist() == [
        [tiny.YI, "乙社区", 470]
    ]
