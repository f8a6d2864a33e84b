"""The tiny world measured, and the same with its only gate shut."""

from pathlib import Path

import pytest

from gis.coverage import answer_model, prepare
from gis.space.layers import Layer
from tests.worked import tiny


@pytest.fixture
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


@pytest.fixture(scope="module")
def tiny_layers():
    """Layers of the tiny world; not to be changed in place."""
    return tiny.layers()


@pytest.fixture
def model(ask_tiny):
    """The tiny world."""
    return ask_tiny()


@pytest.fixture
def answer(model):
    """The tiny world, answered."""
    return answer_model(model)


@pytest.fixture
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
