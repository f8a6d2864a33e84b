import io

import pandas as pd
from openpyxl import load_workbook

from gis.reports.sheets import csv_bytes, sheets_bytes

TABLE = pd.DataFrame({"名称": ["甲", "=1+1", None], "户数": pd.array([3, 4, None], dtype="Int64")})


def test_a_workbook_keeps_numbers_as_numbers_and_formulas_as_text():
    book = load_workbook(io.BytesIO(sheets_bytes({"网格": TABLE, "空": TABLE.head(0)})))
    rows = list(book["网格"].iter_rows(values_only=True))
    assert rows == [("名称", "户数"), ("甲", 3), ("=1+1", 4)]
    assert book["网格"]["A3"].data_type == "s" and book["网格"].freeze_panes == "A2"
    assert book.sheetnames == ["网格", "空"]


def test_a_csv_opens_with_its_chinese_and_runs_no_formula():
    text = csv_bytes(TABLE)
    assert text.startswith("\ufeff名称,户数".encode())
    assert "'=1+1,4" in text.decode("utf-8-sig")
