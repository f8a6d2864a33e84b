from api.schemas.plan_lives import Burden, RebaseView


def test_what_the_caller_may_not_see_is_null_and_not_zero():
    assert Burden(cell_ids=[], open_cases=None, staff=None).model_dump() == {
        "cell_ids": [],
        "open_cases": None,
        "staff": None,
    }


def test_a_rebase_names_every_clash():
    assert set(RebaseView.model_fields) >= {"is_needed", "clashes", "revived", "kept_open", "moved_cells"}
