"""The service over the tiny world, with one account per role and a client for each."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.app import create_app
from gis.model.access import Role
from gis.model.units import UnitKind
from gis.store import units
from gis.workflows import accounts
from tests.gis.store.conftest import TinyStore, fill
from tests.gis.workflows.quick_hashing import quick_hashing
from tests.worked import tiny

PASSWORD = "long enough for a test"


@dataclass(frozen=True)
class Service:
    """A running service; ``communities`` are the ids of 甲 and 乙."""

    app: FastAPI
    world: TinyStore
    communities: tuple[int, int]

    def visitor(self) -> TestClient:
        """A client that nobody has signed in with."""
        return TestClient(self.app, raise_server_exceptions=False)

    def account(self, login: str, role: Role, unit_ids: tuple[int, ...] = (), department: str = "") -> str:
        """Add an account, over the whole sub-district where no unit is named, and give its login."""
        accounts.add_account(
            self.world.store,
            login=login,
            password=PASSWORD,
            role=role,
            unit_ids=unit_ids or (self.world.subdistrict_id,),
            department=department,
        )
        return login

    def program(self, login: str) -> TestClient:
        """A client with a bearer token, as programs have."""
        token = accounts.sign_in(self.world.store, login, PASSWORD).token
        client = self.visitor()
        client.headers["Authorization"] = f"Bearer {token}"
        return client

    def browser(self, login: str) -> TestClient:
        """A client with cookies and the CSRF header, as our pages have."""
        client = self.visitor()
        answer = client.post("/api/v1/session", json={"login": login, "password": PASSWORD})
        client.headers["X-CSRF-Token"] = answer.json()["me"]["csrf_token"]
        return client


@contextmanager
def _serve(make_store) -> Iterator[Service]:
    """Fill a store with the tiny world and one account per role; logins are the roles' names."""
    with quick_hashing(), make_store() as store:
        world = fill(store)
        with store.system() as connection:
            found = [units.unit_by_code(connection, UnitKind.COMMUNITY, code) for code in (tiny.JIA, tiny.YI)]
        service = Service(create_app(store.settings, store), world, (found[0].unit_id, found[1].unit_id))
        for role in Role:
            if role is not Role.ANONYMOUS:
                service.account(role.value, role)
        yield service


@pytest.fixture(scope="session")
def service(make_store) -> Iterator[Service]:
    """The service over the tiny world, shared by all tests: add to it, but leave what is in force as it is."""
    with _serve(make_store) as service:
        yield service


@pytest.fixture(scope="module")
def own_service(make_store) -> Iterator[Service]:
    """A service for one module, to change at will."""
    with _serve(make_store) as service:
        yield service
