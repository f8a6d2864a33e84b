"""The plain page ``/go/plain``: sign in and file a case with photos by forms, without any script."""

import hashlib
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import UploadFile

from api.middleware.headers import Nonce
from api.plain_forms import FormNeeds, OpenForm
from api.rules import PublicScope
from api.schemas.values import Id
from api.sessions import credential_of, csrf_token, set_cookies
from api.viewers import CurrentViewer, viewer_of
from api.wiring import CurrentStore
from gis.casework.admission import CaseSource
from gis.casework.categories import CategoryTree
from gis.errors import NotAllowed, WanggeError
from gis.model.access import Right, Scope
from gis.store.engine import Store
from gis.workflows import accounts
from gis.workflows.file_case import FiledCase, Filing, file_case
from gis.workflows.keep_photo import keep_photo
from gis.workflows.live_places import live_places
from gis.workflows.live_standards import case_standards
from web.pages.go_plain import PlainForm, plain_page

router = APIRouter(tags=["手机"], include_in_schema=False, default_response_class=HTMLResponse)

PATH = "/go/plain"
MOST_PHOTOS = 9


@dataclass(frozen=True, slots=True)
class Fields:
    """The form's fields; what a case needs is judged by the workflow."""

    key: Annotated[str, Form(min_length=8, max_length=100)]
    category: Annotated[str, Form(max_length=4)] = ""
    title: Annotated[str, Form(max_length=100)] = ""
    description: Annotated[str, Form(max_length=2000)] = ""
    address: Annotated[str, Form(max_length=200)] = ""
    source: Annotated[CaseSource, Form()] = CaseSource.GRID_WORKER
    building_id: Annotated[str, Form(pattern=r"^\d{0,18}$")] = ""
    stairwell: Annotated[str, Form(pattern=r"^\d{0,2}$")] = ""
    is_elsewhere: Annotated[bool, Form()] = False

    def filing(self, tree: CategoryTree) -> Filing:
        """Hand over as the workflow takes it; the title is the category's name where none is written."""
        return Filing(
            category=self.category,
            title=self.title.strip() or tree.get(self.category).chinese,
            source=self.source,
            description=self.description.strip(),
            building_id=int(self.building_id) if self.building_id else None,
            stairwell=int(self.stairwell) if self.stairwell else None,
            address=self.address.strip(),
            is_elsewhere=self.is_elsewhere,
        )

    def values(self) -> dict[str, str]:
        """What to fill in again where something went wrong."""
        names = ("category", "title", "description", "address", "source", "building_id", "stairwell")
        kept = {name: str(getattr(self, name)) for name in names}
        return kept | {"is_elsewhere": "true" if self.is_elsewhere else ""}

    def request_hash(self) -> str:
        """Digest of what was filled in."""
        return hashlib.sha256(json.dumps(self.values(), ensure_ascii=False).encode()).hexdigest()


async def _chosen(request: Request) -> list[UploadFile]:
    """Photos that were chosen; a browser sends an empty part where none was."""
    parts = (await request.form()).getlist("photos")
    return [part for part in parts if isinstance(part, UploadFile) and part.filename]


@router.get(PATH)
def show_form(
    *,
    request: Request,
    nonce: Nonce,
    viewer: CurrentViewer,
    store: CurrentStore,
    scope: PublicScope,
    building: Annotated[Id | None, Query(alias="b")] = None,
    stairwell: Annotated[int | None, Query(alias="s", ge=1, le=99)] = None,
    filed: Annotated[str, Query(pattern=r"^[一-鿿A-Za-z0-9-]{0,40}$")] = "",
    kept: Annotated[int, Query(ge=0, le=MOST_PHOTOS)] = 0,
    lost: Annotated[int, Query(ge=0, le=MOST_PHOTOS)] = 0,
) -> HTMLResponse:
    """Show the form; a scanned building is filled in."""
    values = {"building_id": str(building or ""), "stairwell": str(stairwell or "")}
    told = f"{filed}，照片 {kept} 张" + (f"，另有 {lost} 张无法读取" if lost else "") if filed else ""
    form = PlainForm(_csrf(request), secrets.token_urlsafe(16), _name(store, values), values, done=told)
    return HTMLResponse(plain_page(form, tree=case_standards(store).tree, nonce=nonce, viewer=viewer))


@router.post(f"{PATH}/session")
def sign_in(
    *,
    request: Request,
    nonce: Nonce,
    store: CurrentStore,
    scope: Annotated[Scope, Depends(OpenForm(Right.SEE_PUBLIC))],
    login: Annotated[str, Form(max_length=64)] = "",
    password: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Sign in by the form, and come back to it."""
    address = request.client.host if request.client else ""
    throttle = request.app.state.sign_in_throttle
    try:
        throttle.admit(login, address)
        signed_in = accounts.sign_in(store, login.strip(), password)
    except NotAllowed as error:
        throttle.note_failure(login, address)
        return _again(request, store, nonce, scope, PlainForm(values={"login": login}, problem=error.chinese))
    answer = RedirectResponse(PATH, status_code=303)
    set_cookies(request, answer, signed_in.token, signed_in.expires_at)
    return answer


@router.post(PATH)
def file(
    *,
    request: Request,
    nonce: Nonce,
    store: CurrentStore,
    scope: Annotated[Scope, Depends(FormNeeds(Right.FILE_CASES))],
    fields: Annotated[Fields, Depends()],
    photos: Annotated[list[UploadFile], Depends(_chosen)],
) -> Response:
    """File the case and its photos; the same form sent twice files once."""
    try:
        if len(photos) > MOST_PHOTOS:
            raise NotAllowed(
                "too many photos", chinese=f"每件事项最多 {MOST_PHOTOS} 张照片", code="photos_too_many"
            )
        filing = fields.filing(case_standards(store).tree)
        filed = file_case(store, scope, filing, key=fields.key, request_hash=fields.request_hash())
    except WanggeError as error:
        values = fields.values()
        form = PlainForm(_csrf(request), fields.key, _name(store, values), values, problem=error.chinese)
        return _again(request, store, nonce, scope, form)
    kept = _keep_all(store, scope, filed, photos)
    told = f"filed={filed.case.number}&kept={kept}&lost={len(photos) - kept}"
    return RedirectResponse(f"{PATH}?{told}", status_code=303)


def _keep_all(store: Store, scope: Scope, filed: FiledCase, photos: Sequence[UploadFile]) -> int:
    """Keep the photos, and say how many were; one that cannot be read does not undo the case, and is told."""
    kept = 0
    for photo in photos:
        content = photo.file.read()
        try:
            keep_photo(store, scope, filed.case.case_id, content, hashlib.sha256(content).hexdigest())
            kept += 1
        except WanggeError:
            continue
    return kept


def _csrf(request: Request) -> str:
    credential = credential_of(request)
    return "" if credential is None else csrf_token(credential.token)


def _name(store: Store, values: dict[str, str]) -> str:
    """Name of the scanned building; empty where it is unknown."""
    if not values.get("building_id"):
        return ""
    name = live_places(store).today().name_of(int(values["building_id"]))
    return name + (f"{values['stairwell']}单元" if name and values.get("stairwell") else "")


def _again(request: Request, store: Store, nonce: str, scope: Scope, form: PlainForm) -> HTMLResponse:
    """Show the form once more with what went wrong."""
    page = plain_page(form, tree=case_standards(store).tree, nonce=nonce, viewer=viewer_of(store, scope))
    return HTMLResponse(page, status_code=422)
