"""The service's HTTP face. Imports ``web`` and ``gis``; the only place that knows of requests and statuses.

Where to start reading: ``app`` (assembles, nothing else), ``rules`` (who may call what), ``errors`` (which
error becomes which status), then one file of ``routes``.

Conventions
-----------
**A file in ``api/routes`` is a noun** and exports ``router = APIRouter(prefix="/api/v1/<noun>", tags=[...])``.
``create_app`` finds it by itself; nobody edits a list. ``bodies`` bounds what a request may carry; a noun that
takes files adds its path there.

**A handler is a dozen lines**: it takes plain values, calls a workflow or a store query, and returns a schema
(``api/schemas/<noun>.py``). It is a plain ``def``, since the store is synchronous and FastAPI runs it in a
thread; only event streams are ``async def``::

    @router.get("")
    def list_estates(
        store: CurrentStore,
        scope: Annotated[Scope, needs(Right.SEE_UNITS)],
        window: Window,
    ) -> Page[Estate]: ...

**Every route names its right** with ``needs(Right.X)`` (which hands the handler the caller's ``Scope``);
the app refuses to build when one does not. The right says what a role may do at all; *where* is held by the
store, which takes the ``Scope`` with every query.

**Errors** are those of ``gis.errors``; no handler raises ``HTTPException`` or chooses a status. People see
``chinese`` as problem+json's ``detail`` with a stable ``code`` and the facts; programs' own exception texts
never leave the server.

**Lists page by cursor**: ``window: Window`` gives ``limit`` and ``after``; answer with ``page_of(...)``.

**Writes** from a browser carry the header ``X-CSRF-Token`` (value of the cookie ``wangge_csrf``, also in
``GET /api/v1/me``); with a bearer token none is needed. ``once: Once`` (``api.once``) makes a repeated write with the
same ``Idempotency-Key`` return the first answer. Edits carry the ``version`` they were made on; a stale one
is a ``Conflict`` whose facts say what changed.

**Request bodies** derive from ``schemas.values.Body`` (unknown fields are refused); coordinates are
``Lon``/``Lat`` of the same module (finite, in range), always in the order (lon, lat).

**Pages** (HTML) are made by functions of ``web.pages`` that take the response's CSP nonce
(``nonce: Nonce`` of ``api.middleware.headers``); scripts and styles without it do not run, and no page may name another host.
"""
