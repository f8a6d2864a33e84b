"""A world on disk."""

from dataclasses import replace

import pytest

from gis.errors import InputError
from gis.space.layers import Layer
from gis.worlds.files import WorldSource, content_checksum, read_source, read_world, write_world
from tests.worked import tiny


@pytest.fixture
def folder(tmp_path):
    layers = tiny.layers()
    source = WorldSource("tiny", "微型街道", "演示数据", 1, "1", "CC0-1.0", content_checksum(layers))
    write_world(layers, tmp_path / "tiny", source)
    return tmp_path


def test_what_was_written_is_read_again(folder):
    layers = read_world("tiny", folder)
    assert content_checksum(layers) == content_checksum(tiny.layers())
    assert layers[Layer.GRID_BUILDINGS]["grid_code"].isna().sum() == 1


def test_a_changed_file_is_refused(folder):
    source = read_source("tiny", folder)
    layers = tiny.layers()
    layers[Layer.BUILDINGS].loc[0, "households"] = 61
    write_world(layers, folder / "tiny", source)
    with pytest.raises(InputError) as refusal:
        read_world("tiny", folder)
    assert refusal.value.code == "world_damaged"


def test_a_missing_world_is_named_with_those_there_are(folder):
    with pytest.raises(InputError) as refusal:
        read_source("atlantis", folder)
    assert refusal.value.code == "world_missing" and "tiny" in refusal.value.chinese


def test_the_checksum_sees_a_moved_vertex_and_a_changed_word():
    layers = tiny.layers()
    before = content_checksum(layers)
    layers[Layer.WATER].loc[0, "name"] = "北塘"
    renamed = content_checksum(layers)
    layers[Layer.WATER].geometry = layers[Layer.WATER].translate(1e-7, 0)
    assert len({before, renamed, content_checksum(layers)}) == 3


def test_source_pages_keep_every_field(folder):
    source = read_source("tiny", folder)
    assert replace(source, seed=1) == source and source.title == "微型街道"
