from dataclasses import fields

from api.schemas import proposals as wire
from gis.workflows.grid_counts import GridCounts
from gis.workflows.proposal_criteria import Evenness
from gis.workflows.proposal_report import CommunityDrawn, GridOut, ProposalReport


def test_what_is_told_on_the_wire_is_what_the_workflow_tells():
    pairs = (
        (wire.GridCounts, GridCounts),
        (wire.GridOut, GridOut),
        (wire.CommunityDrawn, CommunityDrawn),
        (wire.Evenness, Evenness),
        (wire.ProposalReport, ProposalReport),
    )
    for shape, told in pairs:
        assert list(shape.model_fields) == [field.name for field in fields(told)]
