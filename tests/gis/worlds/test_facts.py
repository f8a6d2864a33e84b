"""What a world is said to hold."""

import shutil

import pytest

from gis.errors import InputError
from gis.worlds.facts import SEEDS_DIR, Fact, list_worlds, read_facts


def test_an_exact_figure_holds_only_when_met():
    fact = Fact("C1", "社区", "communities", expected=20)
    assert fact.holds(20) and not fact.holds(19) and fact.expectation() == "20"


def test_a_lower_bound_includes_itself():
    fact = Fact("C1", "人口", "residents", least=100)
    assert fact.holds(100) and not fact.holds(99)


def test_about_means_within_its_share_on_both_sides():
    fact = Fact("C1", "户", "households", about=1000, within_share=0.03)
    assert fact.holds(970) and fact.holds(1030) and not fact.holds(1031)


def test_what_the_source_leaves_open_holds_whatever_is_found():
    fact = Fact("C2", "哪三类", "posts:grid_three")
    assert fact.is_open and fact.holds(7) and fact.expectation() == "未载明"


def test_the_demo_world_is_listed_and_read():
    assert "subdistrict" in list_worlds()
    facts = read_facts("subdistrict")
    assert facts.notice == "演示数据，边界为生成"
    assert {fact.row for fact in facts.facts} >= {"C1", "C2", "C6", "C8", "C10", "C11", "C12", "C13", "C14"}
    assert any(role["certainty"] == "未载明" for role in facts.roles)


def test_an_unknown_world_and_a_damaged_page_are_refused(tmp_path):
    with pytest.raises(InputError) as unknown:
        read_facts("atlantis", tmp_path)
    assert unknown.value.code == "world_missing"
    shutil.copytree(SEEDS_DIR / "subdistrict", tmp_path / "bent")
    (tmp_path / "bent" / "roles.toml").write_text("role = [", encoding="utf-8")
    with pytest.raises(InputError) as damaged:
        read_facts("bent", tmp_path)
    assert damaged.value.code == "world_damaged" and "roles.toml" in damaged.value.chinese
