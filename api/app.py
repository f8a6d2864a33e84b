"""Assembles the service: store, routes, rules, errors, middleware. Decides nothing itself."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

import web
from api import errors, rules, viewers
from api.middleware.figures import CountRequests, RequestFigures
from api.middleware.headers import SecurityHeaders
from api.middleware.limits import BodyLimit
from api.middleware.mishaps import Mishaps
from api.routes import routers
from api.shelf import TextShelf
from api.throttle import SignInThrottle
from gis.settings import Settings
from gis.store.engine import Store, open_store

STATIC_DIR = Path(web.__file__).parent / "static"


@asynccontextmanager
async def _close_the_store(app: FastAPI) -> AsyncIterator[None]:
    """Let go of the database when the service stops."""
    yield
    app.state.store.close()


def create_app(settings: Settings, store: Store | None = None) -> FastAPI:
    """Build the service.

    Parameters
    ----------
    settings
        Where things stand.
    store
        An open store; one is opened from the settings where not given.

    Raises
    ------
    RouteWithoutRule
        A route names no right; such an app is not built.
    """
    app = FastAPI(
        title="网格 Wangge", docs_url=None, redoc_url=None, openapi_url=None, lifespan=_close_the_store
    )
    app.state.settings = settings
    app.state.store = store or open_store(settings)
    app.state.figures = RequestFigures()
    app.state.sign_in_throttle = SignInThrottle()
    app.state.shelf = TextShelf()
    for router in routers():
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=STATIC_DIR, check_dir=False), name="static")
    errors.install(app)
    viewers.install(app)
    # The last one added is the outermost.
    app.add_middleware(Mishaps)
    app.add_middleware(BodyLimit)
    app.add_middleware(SecurityHeaders, tile_url=settings.tile_url)
    app.add_middleware(CountRequests, figures=app.state.figures)
    rules.routes_with_rights(app)
    return app
