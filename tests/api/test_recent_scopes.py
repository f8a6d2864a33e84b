"""A scope is told for some seconds, looked up again meanwhile, and never longer."""

import time

from api.recent_scopes import KEPT_S, RecentScopes
from gis.errors import StoreError
from gis.model.access import ANONYMOUS


def _recent(holders, **limits):
    return RecentScopes(holders.get, **limits)


def _wait_until(is_so):
    for _ in range(200):
        if is_so():
            return True
        time.sleep(0.01)
    return False


def test_a_revoked_session_stops_within_five_seconds():
    assert KEPT_S < 5


def test_a_token_never_asked_about_is_nobodys():
    assert _recent({"token": ANONYMOUS}).recall("token") is None


def test_what_the_store_said_is_told_until_it_is_old():
    recent = _recent({"token": ANONYMOUS}, kept_s=60)
    assert recent.ask("token") is ANONYMOUS
    assert recent.recall("token") is ANONYMOUS
    old = _recent({"token": ANONYMOUS}, kept_s=0.0)
    old.ask("token")
    assert old.recall("token") is None


def test_a_token_in_use_is_looked_up_again_and_a_revoked_one_forgotten():
    holders = {"token": ANONYMOUS}
    recent = _recent(holders, renewed_after_s=0.0, kept_s=60)
    recent.ask("token")
    holders.clear()
    assert recent.recall("token") is ANONYMOUS
    assert _wait_until(lambda: recent.recall("token") is None)


def test_a_session_ended_here_is_forgotten_at_once():
    recent = _recent({"token": ANONYMOUS}, kept_s=60)
    recent.ask("token")
    recent.forget("token")
    assert recent.recall("token") is None


def test_a_store_that_is_away_lets_memory_grow_old():
    def away(token):
        raise StoreError("away", chinese="无法连接")

    recent = RecentScopes(away)
    assert recent.ask("token") is None
    assert recent.recall("token") is None


def test_no_more_scopes_are_kept_than_fit():
    recent = _recent(dict.fromkeys("abc", ANONYMOUS), kept_s=60, most=2)
    for token in "abc":
        recent.ask(token)
    assert (recent.recall("a"), recent.recall("c")) == (None, ANONYMOUS)


def test_the_token_itself_is_not_kept():
    recent = _recent({"secret": ANONYMOUS}, kept_s=60)
    recent.ask("secret")
    assert b"secret" not in b"".join(recent._scopes)
    assert not recent._due
