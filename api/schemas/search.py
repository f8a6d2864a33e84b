"""What ``/api/v1/search`` answers."""

from pydantic import BaseModel

from gis.workflows.locate_case import Found

KIND_CHINESE = {
    "subdistrict": "街道",
    "community": "社区",
    "estate": "小区",
    "grid": "网格",
    "building": "楼栋",
    "service_point": "党群服务点",
    "facility": "便民设施",
}


class SearchHit(BaseModel):
    """One place that the text may mean."""

    id: int
    kind: str
    kind_chinese: str
    title: str
    detail: str
    lon: float
    lat: float
    score_share: float
    stairwell: int | None
    is_own_area: bool


class SearchAnswer(BaseModel):
    """Places found, best first."""

    items: list[SearchHit]


def hits_of(found: list[Found]) -> SearchAnswer:
    """Write what was found as the wire has it."""
    return SearchAnswer(
        items=[
            SearchHit(
                id=int(hit.match.entry.key.partition(":")[2]),
                kind=hit.match.entry.kind,
                kind_chinese=KIND_CHINESE.get(hit.match.entry.kind, ""),
                title=hit.title,
                detail=hit.detail,
                lon=hit.lon,
                lat=hit.lat,
                score_share=hit.match.score_share,
                stairwell=hit.match.stairwell,
                is_own_area=hit.match.is_own_area,
            )
            for hit in found
        ]
    )
