import numpy as np
import pytest
from PIL import Image, TiffImagePlugin

from gis.errors import InputError
from gis.network.elevation import Raster
from gis.network.geotiff import read_geotiff
from gis.space.crs import from_wgs84

HEIGHTS = np.array([[10.0, 20.0, 30.0], [40.0, 50.0, -9999.0]], dtype=np.float32)


def write(
    path,
    heights=HEIGHTS,
    *,
    corner=(106.0, 30.0),
    cell=(0.5, 0.5),
    crs=("geographic", 4326),
    is_point=False,
    no_data="-9999",
    compression="raw",
    keys=(),
):
    """A GeoTIFF as GDAL writes it: north up, the first cell's outer corner at ``corner``."""
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    tags.tagtype[33550] = tags.tagtype[33922] = 12
    tags[33550], tags[33922] = (*cell, 0.0), (0.0, 0.0, 0.0, *corner, 0.0)
    kind, code = crs
    entries = [(1024, 0, 1, 2 if kind == "geographic" else 1), (1025, 0, 1, 2 if is_point else 1)]
    entries += [(2048 if kind == "geographic" else 3072, 0, 1, code), *keys]
    tags.tagtype[34735] = 3
    tags[34735] = (1, 1, 0, len(entries), *(value for entry in entries for value in entry))
    if no_data is not None:
        tags.tagtype[42113] = 2
        tags[42113] = no_data
    Image.fromarray(heights).save(path, tiffinfo=tags, compression=compression)
    return path


@pytest.mark.parametrize("compression", ["raw", "tiff_lzw", "tiff_adobe_deflate"])
def test_heights_are_read_as_they_lie(tmp_path, compression):
    grid = read_geotiff(write(tmp_path / "dem.tif", compression=compression))
    assert (grid.west, grid.north, grid.cell, grid.cell_north, grid.crs) == (
        106.0,
        30.0,
        0.5,
        0.5,
        "EPSG:4326",
    )
    assert grid.height_m[0].tolist() == [10, 20, 30]
    assert np.isnan(grid.height_m[1, 2])


@pytest.mark.parametrize("kind", [np.uint8, np.uint16, np.int32])
def test_whole_metres_are_heights_too(tmp_path, kind):
    grid = read_geotiff(write(tmp_path / "dem.tif", np.array([[1, 200]], dtype=kind), no_data=None))
    assert grid.height_m.tolist() == [[1.0, 200.0]]


def test_a_height_that_stands_for_a_point_is_the_centre_of_its_cell(tmp_path):
    """The tie point is then the first height's own place: half a cell inside the corner."""
    grid = read_geotiff(write(tmp_path / "dem.tif", corner=(106.25, 29.75), is_point=True))
    assert (grid.west, grid.north) == (106.0, 30.0)


def test_a_projected_raster_is_asked_in_degrees(tmp_path):
    """CGCS2000 zone 35 (EPSG:4544), cells of 30 m x 20 m; the height at a cell's centre is the cell's."""
    x, y = from_wgs84(106.55, 29.55, crs="EPSG:4544")
    file = write(
        tmp_path / "dem.tif", corner=(x - 45.0, y + 30.0), cell=(30.0, 20.0), crs=("projected", 4544)
    )
    raster = Raster.read(file)
    assert raster.heights_at(np.array([106.55]), np.array([29.55])) == pytest.approx(50.0, abs=0.01)
    assert np.isnan(raster.heights_at(np.array([106.60]), np.array([29.55]))).all()


def test_what_has_no_place_or_another_measure_is_refused_by_name(tmp_path):
    feet = write(tmp_path / "feet.tif", keys=[(4099, 0, 1, 9002)])
    own = write(tmp_path / "own.tif", crs=("projected", 32767))
    Image.fromarray(HEIGHTS).save(tmp_path / "nowhere.tif")
    colour = np.zeros((2, 2, 3), dtype=np.uint8)
    bands = write(tmp_path / "bands.tif", colour)
    for file, word in ((feet, "米"), (own, "EPSG"), (tmp_path / "nowhere.tif", "定位"), (bands, "波段")):
        with pytest.raises(InputError) as refused:
            read_geotiff(file)
        assert refused.value.code == "file_unreadable"
        assert word in refused.value.chinese


@pytest.mark.parametrize(
    "content", [b"", b"II*\0", b"II*\0\x08\0\0\0\xff\xff" + b"\0" * 40, b"\x89PNG\r\n\x1a\n"]
)
def test_a_broken_file_is_refused(tmp_path, content):
    file = tmp_path / "broken.tif"
    file.write_bytes(content)
    with pytest.raises(InputError) as refused:
        read_geotiff(file)
    assert refused.value.code == "file_unreadable"


def test_a_cut_file_and_an_endless_one_are_refused(tmp_path, monkeypatch):
    whole = write(tmp_path / "dem.tif", np.ones((64, 64), dtype=np.float32))
    cut = tmp_path / "cut.tif"
    cut.write_bytes(whole.read_bytes()[:-9000])
    monkeypatch.setattr("gis.network.geotiff.MOST_CELLS", 10)
    for file in (cut, whole):
        with pytest.raises(InputError) as refused:
            read_geotiff(file)
        assert refused.value.code == "file_unreadable"
