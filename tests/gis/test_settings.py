"""Settings come from the environment and from nowhere else."""

from pathlib import Path

from gis.settings import read_settings


def test_a_given_data_folder_decides_where_everything_stands(tmp_path: Path) -> None:
    settings = read_settings({"WANGGE_DATA_DIR": str(tmp_path), "WANGGE_PORT": "8123"})
    assert settings.data_dir == tmp_path
    assert settings.reports_dir == tmp_path / "reports"
    assert settings.port == 8123
    assert settings.database_url is None


def test_two_data_folders_never_share_a_socket(tmp_path: Path) -> None:
    sockets = {read_settings({"WANGGE_DATA_DIR": str(tmp_path / name)}).socket_dir for name in ("a", "b")}
    assert len(sockets) == 2


def test_the_socket_path_stays_under_the_kernel_s_107_bytes(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 120)
    socket = read_settings({"WANGGE_DATA_DIR": str(deep)}).socket_dir / ".s.PGSQL.5432"
    assert len(str(socket).encode()) <= 107


def test_the_address_for_phones_is_none_until_somebody_sets_it() -> None:
    assert read_settings({}).public_address is None
    assert read_settings({"WANGGE_ADDRESS": "https://10.0.0.8"}).public_address == "https://10.0.0.8"
