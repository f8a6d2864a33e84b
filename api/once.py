"""Writes that a caller may repeat: the same ``Idempotency-Key`` gets the first answer, and nothing is done twice."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Header, Request
from fastapi.encoders import jsonable_encoder
from fastapi.responses import JSONResponse

from api.wiring import CurrentScope, CurrentStore
from gis.model.access import Scope
from gis.store import idempotency
from gis.store.engine import Store


@dataclass(frozen=True, slots=True)
class OnceOnly:
    """Does a write, unless its key has been answered before."""

    store: Store
    scope: Scope
    key: str | None
    address: str

    def __call__(self, body: Any, act: Callable[[], Any], *, status: int = 201) -> JSONResponse:
        """Do ``act`` and remember its answer under the key; without a key, just do it.

        Of two requests at once with one key, the second waits for the first's answer.

        Raises
        ------
        Conflict
            The key came before with another address or body (``idempotency_key_reused``).
        """
        if self.key is None:
            return JSONResponse(jsonable_encoder(act()), status)
        digest = hashlib.sha256(f"{self.address}\n{jsonable_encoder(body)!r}".encode()).hexdigest()
        user_id = self.scope.user_id
        with self.store.session(self.scope) as connection:
            former = idempotency.recall(connection, self.key, user_id=user_id, request_hash=digest)
            if former is not None:
                return JSONResponse(former.response, former.status)
            answer = jsonable_encoder(act())
            idempotency.remember(
                connection, self.key, user_id=user_id, request_hash=digest, status=status, response=answer
            )
        return JSONResponse(answer, status)


def _once_of(
    request: Request,
    store: CurrentStore,
    scope: CurrentScope,
    key: Annotated[
        str | None,
        Header(alias="Idempotency-Key", min_length=1, max_length=100, description="重复提交时不变的编号"),
    ] = None,
) -> OnceOnly:
    """Read the request's key; a visitor has none, since others could guess it and read the answer."""
    own = key if scope.user_id is not None else None
    return OnceOnly(store, scope, own, f"{request.method} {request.url.path}")


Once = Annotated[OnceOnly, Depends(_once_of)]
