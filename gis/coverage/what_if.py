"""Change facilities, gates and paths in thought: the changed figures at once, the model untouched.

Every change is worked in incrementally, to the very labels of a full run of the changed place.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from time import perf_counter
from typing import Any

import numpy as np
import pandas as pd

from gis.coverage.answer import CoverageAnswer, records
from gis.coverage.change_facilities import add_facility, close_facility, move_facility
from gis.coverage.change_gates import set_gate
from gis.coverage.change_streets import move_a_gate, set_new_gate, set_path
from gis.coverage.changes import (
    AddFacility,
    AddGate,
    AddPath,
    Change,
    CloseFacility,
    CloseGate,
    MoveFacility,
    MoveGate,
    OpenGate,
    changes_to,
    check_change,
)
from gis.coverage.judge import home_seconds, reasons_of
from gis.coverage.measure import answer_model
from gis.coverage.model import CoverageModel
from gis.coverage.totals import count_totals, judge_all
from gis.network.network import Ints

SAME_WALK_S = 0.01


@dataclass(frozen=True)
class WhatIfAnswer:
    """What would change.

    Attributes
    ----------
    changes
        What was asked.
    before, model
        The model as it is, and as it would be.
    judged_before, judged
        Verdict on each home by (number of the item, minutes): the index into ``judge.STATUSES``.
    totals_before, totals
        By item and tier (see ``CoverageAnswer.totals``).
    changed
        Homes whose walk to an item changes: code, item, seconds_before, seconds_after (NaN: beyond the
        horizon), facility_after (code).
    kernel_seconds, seconds
        Time of the searches alone, and of everything up to the totals.
    """

    changes: tuple[Change, ...]
    before: CoverageModel
    model: CoverageModel
    judged_before: Mapping[tuple[int, int], Ints]
    judged: Mapping[tuple[int, int], Ints]
    totals_before: pd.DataFrame
    totals: pd.DataFrame
    kernel_seconds: float
    seconds: float

    @cached_property
    def changed(self) -> pd.DataFrame:
        """Homes whose walk changes."""
        parts = [self._changed(number) for number in range(len(self.model.items))]
        columns = ["code", "item", "seconds_before", "seconds_after", "facility_after"]
        return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)

    def _changed(self, number: int) -> pd.DataFrame:
        before = home_seconds(self.before.home_labels[number])
        after = home_seconds(self.model.home_labels[number])
        same = np.isclose(before, after, rtol=0, atol=SAME_WALK_S, equal_nan=True)
        rows = np.flatnonzero(~same)
        facility = (self.model.home_labels[number][rows] & 0xFFFFFFFF).astype(np.int64)
        codes = self.model.facilities["code"].to_numpy(object)
        reached = np.isfinite(after[rows])
        return pd.DataFrame(
            {
                "code": self.model.buildings["code"].to_numpy(object)[rows],
                "item": self.model.items[number].key,
                "seconds_before": before[rows],
                "seconds_after": after[rows],
                "facility_after": np.where(reached, codes[np.where(reached, facility, 0)], None),
            }
        )

    @cached_property
    def gained(self) -> pd.DataFrame:
        """By item and tier: households covered before and after, and the difference."""
        keys = ["item", "item_chinese", "category", "minutes"]
        columns = [*keys, "covered_households"]
        both = self.totals_before[columns].merge(
            self.totals[columns], on=keys, suffixes=("_before", "_after")
        )
        gained = both["covered_households_after"] - both["covered_households_before"]
        return both.assign(households_gained=gained)

    def answer(self) -> CoverageAnswer:
        """Everything, as a measurement of the changed place would give it."""
        return answer_model(self.model)

    def scenario(self) -> dict[str, Any]:
        """What is kept of a scenario: its changes and the figures by item and tier."""
        return {"changes": changes_to(self.changes), "gained": records(self.gained)}


def what_if(model: CoverageModel, changes: Sequence[Change]) -> WhatIfAnswer:
    """Apply changes one after the other to a model, which itself stays as it is.

    Raises
    ------
    InputError
        ``change_invalid``, ``path_leads_nowhere``, ``estate_unknown``, ``gate_off_wall``.
    NotFound
        ``facility_unknown``, ``gate_unknown``.
    """
    since = perf_counter()
    changed, kernel_s = model, 0.0
    for number, change in enumerate(changes, start=1):
        changed, spent_s = _apply(changed, check_change(number, change))
        kernel_s += spent_s
    judged_before, judged = _judged(model), _judged(changed)
    before, after = count_totals(model, judged_before), count_totals(changed, judged)
    spent_s = perf_counter() - since
    return WhatIfAnswer(
        tuple(changes), model, changed, judged_before, judged, before, after, kernel_s, spent_s
    )


def _judged(model: CoverageModel) -> dict[tuple[int, int], Ints]:
    return judge_all(model, home_seconds(model.home_labels), reasons_of(model))


def _apply(model: CoverageModel, change: Change) -> tuple[CoverageModel, float]:
    match change:
        case AddFacility():
            return add_facility(model, change)
        case MoveFacility():
            return move_facility(model, change)
        case CloseFacility():
            return close_facility(model, change)
        case OpenGate():
            return set_gate(model, change.code, is_open=True)
        case CloseGate():
            return set_gate(model, change.code, is_open=False)
        case AddGate():
            return set_new_gate(model, change)
        case MoveGate():
            return move_a_gate(model, change)
        case AddPath():
            return set_path(model, change)
