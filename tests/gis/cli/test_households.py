"""``wangge households``: a form goes out, comes back, is compared, and enters the ledger when confirmed."""

from pathlib import Path

import openpyxl
import pytest

from gis.cli.main import run, wangge
from gis.store.editions import today
from gis.store.engine import Store
from tests.gis.store.conftest import fill
from tests.worked import tiny

pytestmark = pytest.mark.database


def test_a_form_goes_out_comes_back_and_is_entered_only_when_confirmed(
    empty_store: Store,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    fill(empty_store)
    monkeypatch.setenv("DATABASE_URL", str(empty_store.settings.database_url))
    monkeypatch.setenv("WANGGE_DATA_DIR", str(empty_store.settings.data_dir))
    assert run(wangge, ["households", "write", "--out", str(tmp_path)]) == 0
    forms = sorted(path.name for path in tmp_path.iterdir())
    assert forms == [f"{tiny.JIA}-甲社区-户数核实表.xlsx", f"{tiny.YI}-乙社区-户数核实表.xlsx"]
    form = tmp_path / forms[0]
    book = openpyxl.load_workbook(form)
    with empty_store.system() as connection:
        day = str(today(connection))
    for row, count in ((3, 55), (4, "六十")):
        book.worksheets[0].cell(row, 9).value = count
        book.worksheets[0].cell(row, 11).value = day
    book.save(form)

    read = ["households", "read", tiny.JIA, str(form)]
    assert run(wangge, read) == 0
    told = capsys.readouterr().out
    assert "60 → 55 户" in told
    assert "不能采用 1 行" in told
    assert "未写入任何数据" in told
    assert run(wangge, [*read, "--commit"]) == 2
    assert run(wangge, [*read, "--commit", "--confirmed-by", "甲社区书记"]) == 0
    assert "已入账 1 栋" in capsys.readouterr().out
    assert run(wangge, ["households", "list"]) == 0
    assert "甲社区：12 栋 835 户，其中估算 0 户；已确认 1 栋" in capsys.readouterr().out
    assert run(wangge, ["households", "read", "999", str(form)]) == 1
