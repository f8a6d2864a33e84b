"""What is sealed opens with the same key alone."""

import stat

import pytest

from gis.errors import StoreError
from gis.store.vault import Vault, opens


def test_a_value_opens_again_and_never_looks_the_same_twice(tmp_path):
    vault = Vault(tmp_path)
    one, two = vault.seal("13800000017"), vault.seal("13800000017")
    assert one != two
    assert Vault(tmp_path).open(one) == Vault(tmp_path).open(two) == "13800000017"


def test_the_key_is_its_owners_alone(tmp_path):
    Vault(tmp_path).seal("x")
    assert stat.S_IMODE((tmp_path / "vault.key").stat().st_mode) == 0o600


def test_another_installations_key_opens_nothing(tmp_path):
    sealed = Vault(tmp_path / "a").seal("x")
    with pytest.raises(StoreError) as refused:
        Vault(tmp_path / "b").open(sealed)
    assert refused.value.code == "vault_key_mismatch"


def test_a_copied_key_is_tried_before_it_is_needed(tmp_path):
    sealed = Vault(tmp_path / "a").seal("x")
    Vault(tmp_path / "b").seal("x")
    (tmp_path / "broken").write_bytes(b"no key")
    tried = [tmp_path / "a/vault.key", tmp_path / "b/vault.key", tmp_path / "broken", tmp_path / "none"]
    assert [opens(key, sealed) for key in tried] == [True, False, False, False]
