"""The tiny world measured, and the same with its only gate shut; measured once, never changed in place."""

from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from gis.coverage import answer_model, prepare
from gis.coverage.siting_search import Reach, saving
from gis.space.layers import Layer
from tests.worked import tiny


@pytest.fixture(scope="session")
def ask_tiny():
    """Prepare the tiny world; options replace layers and parameters."""

    def ask(**options):
        layers = tiny.layers()
        given = {
            "network": layers[Layer.STREETS],
            "buildings": layers[Layer.BUILDINGS],
            "facilities": layers[Layer.FACILITIES],
            "estates": layers[Layer.ESTATES],
            "gates": layers[Layer.GATES],
            "barriers": layers[Layer.BARRIERS],
            "communities": layers[Layer.COMMUNITIES],
            "grids": layers[Layer.GRID_BUILDINGS],
            "extent": tiny.rectangle(-3000, -3000, 3400, 3200),
        }
        return prepare(**{**given, **options})

    return ask


@pytest.fixture(scope="session")
def tiny_layers():
    """Layers of the tiny world; not to be changed in place."""
    return tiny.layers()


@pytest.fixture(scope="session")
def model(ask_tiny):
    """The tiny world."""
    return ask_tiny()


@pytest.fixture(scope="session")
def answer(model):
    """The tiny world, answered."""
    return answer_model(model)


@pytest.fixture(scope="session")
def shut(ask_tiny, tiny_layers):
    """The tiny world with its only gate closed."""
    return ask_tiny(gates=tiny_layers[Layer.GATES].assign(is_open=False))


@pytest.fixture(scope="session")
def helsinki():
    """OpenStreetMap extract of central Helsinki."""
    file = Path(__file__).resolve().parents[4] / "shared/data/helsinki/Helsinki.osm.pbf"
    if not file.is_file():
        pytest.skip(f"needs {file}")
    return file


@pytest.fixture(scope="session")
def draw_reach():
    """Random siting problems small enough to try every choice."""
    return _draw_reach


def _draw_reach(seed, *, covering):
    rng = np.random.default_rng(seed)
    homes, candidates = int(rng.integers(1, 30)), int(rng.integers(2, 9))
    near = rng.random((candidates, homes)) < 0.3
    cost = np.zeros((candidates, homes)) if covering else rng.uniform(0, 800, (candidates, homes)).round()
    site, home = np.nonzero(near)
    offsets = np.concatenate([[0], np.cumsum(near.sum(axis=1))]).astype(np.int64)
    standing = np.ones(homes) if covering else np.full(homes, 900.0)
    weight = rng.integers(0, 200, homes).astype(float)
    return Reach(offsets, home.astype(np.int64), cost[site, home], weight, standing)


@pytest.fixture(scope="session")
def best_saving():
    """The best saving of all choices, by trying them."""
    return _best_saving


def _best_saving(reach, count):
    candidates = range(len(reach.offsets) - 1)
    return max(saving(reach, np.array(chosen)) for chosen in combinations(candidates, count))
