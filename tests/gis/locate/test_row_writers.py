"""Tables written in pieces."""

import openpyxl
import pandas as pd
import pytest

from gis.errors import InputError
from gis.locate.row_writers import ExcelWriter, open_writer

PIECES = [pd.DataFrame({"名": ["=cmd()", "b"], "n": [1, 2]}), pd.DataFrame({"名": ["c", ""], "n": [3, 4]})]


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".parquet"])
def test_pieces_become_one_table(tmp_path, suffix):
    path = tmp_path / f"o{suffix}"
    with open_writer(path) as writer:
        for piece in PIECES:
            writer.write(piece)
    read = {".csv": pd.read_csv, ".xlsx": pd.read_excel, ".parquet": pd.read_parquet}[suffix](path)
    assert read["n"].tolist() == [1, 2, 3, 4]
    assert read["名"].tolist()[:3] == ["=cmd()", "b", "c"]


def test_a_text_that_looks_like_a_formula_is_none(tmp_path):
    with ExcelWriter(tmp_path / "o.xlsx") as writer:
        writer.write(PIECES[0])
    cell = openpyxl.load_workbook(tmp_path / "o.xlsx").active["A2"]
    assert (cell.value, cell.data_type) == ("=cmd()", "s")


def test_a_workbook_without_rows_opens(tmp_path):
    with ExcelWriter(tmp_path / "o.xlsx"):
        pass
    assert openpyxl.load_workbook(tmp_path / "o.xlsx").sheetnames == ["定位结果"]


def test_a_failed_run_leaves_no_workbook(tmp_path):
    with pytest.raises(RuntimeError), ExcelWriter(tmp_path / "o.xlsx"):
        raise RuntimeError
    assert not (tmp_path / "o.xlsx").exists()


def test_more_rows_than_excel_holds_are_refused(tmp_path):
    with pytest.raises(InputError) as refusal, ExcelWriter(tmp_path / "o.xlsx") as writer:
        writer.write(pd.DataFrame({"n": range(1_048_576)}))
    assert refusal.value.code == "too_many_rows"


def test_an_unknown_kind_is_refused(tmp_path):
    with pytest.raises(InputError):
        open_writer(tmp_path / "o.doc")
