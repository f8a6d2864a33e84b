"""What handlers are handed: the store, the settings, and the scope of whoever calls."""

from typing import Annotated

from fastapi import Depends, Request

from api.errors import InvalidToken
from api.sessions import credential_of, refuse_forged_write
from gis.model.access import ANONYMOUS, Scope
from gis.settings import Settings
from gis.store.engine import Store
from gis.workflows import accounts


def _store_of(request: Request) -> Store:
    """Give the app's store, opened with the app."""
    store: Store = request.app.state.store
    return store


def _settings_of(request: Request) -> Settings:
    """Give the app's settings."""
    settings: Settings = request.app.state.settings
    return settings


CurrentStore = Annotated[Store, Depends(_store_of)]
CurrentSettings = Annotated[Settings, Depends(_settings_of)]


def _scope_of(request: Request, store: CurrentStore) -> Scope:
    """Whose request it is, asked of the store each time, so that a revoked session stops at once.

    A browser's expired cookie makes a visitor of it, so that public pages stay readable; a program's
    unknown token is refused, since the program meant to be somebody.
    """
    credential = credential_of(request)
    if credential is None:
        return ANONYMOUS
    scope = accounts.who_holds(store, credential.token)
    if scope is None and not credential.from_cookie:
        raise InvalidToken("bearer token unknown, expired or revoked", chinese="登录已失效，请重新登录")
    if scope is None:
        return ANONYMOUS
    refuse_forged_write(request, credential)
    return scope


CurrentScope = Annotated[Scope, Depends(_scope_of)]
"""Scope of the caller, unchecked; handlers take it through ``rules.needs``."""
