"""Identifiers as types of their own, so that one is never passed for another."""

from typing import NewType

UnitId = NewType("UnitId", int)
EditionId = NewType("EditionId", int)
FabricId = NewType("FabricId", int)
CellId = NewType("CellId", int)
PlanId = NewType("PlanId", int)
UserId = NewType("UserId", int)
OfficeholderId = NewType("OfficeholderId", int)
PostId = NewType("PostId", int)
ServicePointId = NewType("ServicePointId", int)
FacilityId = NewType("FacilityId", int)
GateId = NewType("GateId", int)
CoverageRunId = NewType("CoverageRunId", int)
CaseId = NewType("CaseId", int)
JobId = NewType("JobId", int)
