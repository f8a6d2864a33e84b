"""Forms of pages without script: they cannot send the CSRF header, so the token stands in a hidden field."""

import hmac
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Form, Request

from api.rules import Needs
from api.sessions import credential_of, csrf_token
from api.wiring import CurrentStore
from gis.errors import NotAllowed
from gis.model.access import ANONYMOUS, Scope
from gis.workflows import accounts


def refuse_other_origins(request: Request) -> None:
    """Refuse a form that a page of another site sends.

    Raises
    ------
    NotAllowed
        ``Origin`` names another host, or hides it.
    """
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.headers.get("Host", ""):
        raise NotAllowed("form of another origin", chinese="页面已过期，请刷新后重试", code="csrf_failed")


@dataclass(frozen=True, slots=True)
class FormNeeds(Needs):
    """Like ``Needs``, for a form's POST: the field ``csrf`` must be the session's token."""

    def __call__(  # type: ignore[override]
        self, request: Request, store: CurrentStore, csrf: Annotated[str, Form(max_length=200)] = ""
    ) -> Scope:
        """Let through whose session it is and who has the right."""
        refuse_other_origins(request)
        credential = credential_of(request)
        scope = None if credential is None else accounts.who_holds(store, credential.token)
        if credential is None or scope is None:
            return Needs.__call__(self, ANONYMOUS)
        if not hmac.compare_digest(csrf.encode(), csrf_token(credential.token).encode()):
            raise NotAllowed("form without its token", chinese="页面已过期，请刷新后重试", code="csrf_failed")
        return Needs.__call__(self, scope)


@dataclass(frozen=True, slots=True)
class OpenForm(Needs):
    """For the form that opens a session: whoever sends it, a page of ours must have."""

    def __call__(self, request: Request) -> Scope:  # type: ignore[override]
        """Let everybody through from our own pages."""
        refuse_other_origins(request)
        return Needs.__call__(self, ANONYMOUS)
