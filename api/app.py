"""Assembles the service: store, routes, rules, errors, middleware. Decides nothing itself."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from threading import Thread

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

import web
from api import errors, rules, viewers
from api.at_once import AnswerAtOnce
from api.middleware.figures import CountRequests, RequestFigures
from api.middleware.headers import SecurityHeaders
from api.middleware.limits import BodyLimit
from api.middleware.mishaps import Mishaps
from api.routes import routers
from api.shelf import TextShelf
from api.throttle import SignInThrottle
from gis.errors import WanggeError
from gis.settings import Settings
from gis.store.engine import Store, open_store
from gis.workflows import plan_desk

log = logging.getLogger("wangge.api")
STATIC_DIR = Path(web.__file__).parent / "static"


def _warm_up(store: Store) -> None:
    """Read ahead what takes seconds; a database that is not ready yet is asked again when somebody needs it."""
    try:
        plan_desk.warm_up(store)
    except WanggeError as error:
        log.info("not warmed up: %s", error.message)


@asynccontextmanager
async def _run(app: FastAPI) -> AsyncIterator[None]:
    """Read ahead while the service starts, and let go of the database when it stops."""
    Thread(target=_warm_up, args=(app.state.store,), name="warm-up", daemon=True).start()
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
    app = FastAPI(title="网格 Wangge", docs_url=None, redoc_url=None, openapi_url=None, lifespan=_run)
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
    app.add_middleware(AnswerAtOnce)
    app.add_middleware(Mishaps)
    app.add_middleware(BodyLimit)
    app.add_middleware(SecurityHeaders, tile_url=settings.tile_url)
    app.add_middleware(CountRequests, figures=app.state.figures)
    rules.routes_with_rights(app)
    return app
