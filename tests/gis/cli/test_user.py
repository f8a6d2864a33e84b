import re

import pytest
from click.testing import CliRunner

from gis.cli import user as command
from gis.errors import InputError, NotFound
from gis.workflows import accounts
from tests.gis.store.conftest import fill

pytestmark = pytest.mark.database


@pytest.fixture(scope="module")
def world(store):
    return fill(store)


@pytest.fixture
def run(world, monkeypatch):
    monkeypatch.setattr(command, "read_settings", lambda: world.store.settings)

    def invoke(*arguments, **options):
        return CliRunner().invoke(command.user, arguments, catch_exceptions=False, **options)

    return invoke


def test_an_account_is_added_listed_changed_and_disabled(world, run):
    added = run("add", "zhou", "--role", "planner", "--unit", str(world.subdistrict_id), "--random-password")
    assert added.exit_code == 0, added.output
    password = re.search(r"密码：(\S+)", added.output)[1]
    assert accounts.sign_in(world.store, "zhou", password).scope.paths == (world.path,)
    assert "zhou\t网格规划员" in run("list").output
    assert run("password", "zhou", "--password", "quite another one").exit_code == 0
    assert accounts.sign_in(world.store, "zhou", "quite another one")
    assert run("disable", "zhou").exit_code == 0
    assert "停用" in run("list").output


def test_a_departments_account_is_tied_to_an_entry_of_the_duty_list(world, run):
    unit = str(world.subdistrict_id)
    added = run(
        "add", "fire", "--role", "department", "--unit", unit, "--department", "police", "--random-password"
    )
    password = re.search(r"密码：(\S+)", added.output)[1]
    assert run("department", "fire", "fire_rescue").exit_code == 0
    assert accounts.sign_in(world.store, "fire", password).scope.department == "fire_rescue"
    with pytest.raises(InputError):
        run("department", "fire", "nobody")


def test_a_password_is_asked_for_twice_and_never_shown(run):
    asked = run("add", "wu", "--role", "leader", input="a long password\na long password\n")
    assert asked.exit_code == 0 and "a long password" not in asked.output
    assert run("add", "zheng", "--role", "leader", input="one password 1\nother password\n\n").exit_code != 0


def test_mistakes_are_told(run):
    with pytest.raises(NotFound):
        run("disable", "nobody")
    with pytest.raises(InputError):
        run("add", "short", "--role", "leader", "--password", "short")
    assert run("add", "x", "--role", "emperor").exit_code == 2
