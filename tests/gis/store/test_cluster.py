"""The private server: made whole or not at all, started once however often asked, recovered after any kill."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from gis.errors import StoreError
from gis.settings import Settings
from gis.store import cluster as clusters
from gis.store.cluster import Cluster, ClusterState, external_url
from gis.store.server_folders import ServerFolders
from gis.store.server_programs import server_user

pytestmark = pytest.mark.database

BASE = Path("/var/lib/wangge" if os.geteuid() == 0 else Path.home() / ".local/share/wangge")


def _folders(settings):
    return ServerFolders(settings, server_user())


@contextmanager
def _places(name):
    """Places for a cluster of one's own, swept away afterwards."""
    settings = Settings(data_dir=BASE / name, socket_dir=Path(f"/tmp/wangge-{name}"))
    try:
        yield settings
        Cluster(settings).stop()
    finally:
        shutil.rmtree(settings.data_dir, ignore_errors=True)
        shutil.rmtree(settings.socket_dir, ignore_errors=True)


@pytest.fixture
def own_settings():
    with _places(f"scratch-{os.getpid()}") as settings:
        yield settings


@pytest.fixture(scope="module")
def lived_in():
    """A cluster that several tests start, stop and kill; each begins by starting it."""
    with _places(f"lived-in-{os.getpid()}") as settings:
        yield settings


def _pid(settings):
    return int((settings.data_dir / "cluster/postmaster.pid").read_text().split()[0])


def _answers(settings):
    with psycopg.connect(
        Cluster(settings).url().set(drivername="postgresql").render_as_string(hide_password=False)
    ) as connection:
        return connection.execute("SELECT postgis_version()").fetchone() is not None


def test_starts_at_once_make_one_server(lived_in):
    failures = []

    def start():
        try:
            Cluster(lived_in).start()
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=start) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert _answers(lived_in)


def test_a_second_start_leaves_the_running_server_alone(lived_in):
    Cluster(lived_in).start()
    first = _pid(lived_in)
    assert Cluster(lived_in).start().state is ClusterState.RUNNING
    assert _pid(lived_in) == first


def test_a_killed_server_is_started_again(lived_in):
    cluster = Cluster(lived_in)
    cluster.start()
    os.kill(_pid(lived_in), signal.SIGKILL)
    assert _wait(lambda: cluster.status().state is ClusterState.STOPPED)
    assert cluster.start().state is ClusterState.RUNNING
    assert _answers(lived_in)


def test_stopping_twice_does_no_harm(lived_in):
    cluster = Cluster(lived_in)
    cluster.start()
    assert [cluster.stop().state for _ in range(2)] == [ClusterState.STOPPED] * 2


def test_a_pid_that_another_program_was_given_since_is_forgotten(lived_in):
    """A stale pid file names a live program of the server's own user, which is no server of ours."""
    Cluster(lived_in).start()
    Cluster(lived_in).stop()
    user = server_user()
    sleeper = subprocess.Popen(["sleep", "60"], user=user.uid if user.is_somebody_else else None)
    pid_file = lived_in.data_dir / "cluster/postmaster.pid"
    pid_file.write_text(f"{sleeper.pid}\n{lived_in.data_dir}/cluster\n0\n5432\n\n\n")
    user.own(pid_file)
    try:
        assert Cluster(lived_in).status().state is ClusterState.STOPPED
        assert Cluster(lived_in).start().state is ClusterState.RUNNING
        assert sleeper.poll() is None
    finally:
        sleeper.kill()
        sleeper.wait()


def test_a_start_that_is_killed_at_any_moment_is_taken_up_by_the_next(own_settings):
    program = "from gis.store.cluster import Cluster; from gis.settings import read_settings; Cluster(read_settings()).start()"
    environ = {
        **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
        "WANGGE_DATA_DIR": str(own_settings.data_dir),
        "WANGGE_SOCKET_DIR": str(own_settings.socket_dir),
    }
    for after_s in (0.3, 0.6, 0.9, 1.3):
        starting = subprocess.Popen([sys.executable, "-c", program], env=environ, start_new_session=True)
        time.sleep(after_s)
        os.killpg(starting.pid, signal.SIGKILL)
        starting.wait()
    assert Cluster(own_settings).start().state is ClusterState.RUNNING
    assert _answers(own_settings)
    assert list(own_settings.data_dir.glob("cluster-new.*")) == []


def test_nobody_else_gets_in(lived_in):
    """No password, no entry; no network; folders and secrets for their owner only."""
    Cluster(lived_in).start()
    url = Cluster(lived_in).url().set(password="wrong", drivername="postgresql")
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url.render_as_string(hide_password=False))
    with Cluster(lived_in).administer() as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
        methods = connection.execute("SELECT DISTINCT auth_method FROM pg_hba_file_rules").fetchall()
        assert methods == [("scram-sha-256",)]
    for path, mode in (
        (lived_in.socket_dir, 0o700),
        (lived_in.data_dir / "cluster", 0o700),
        (lived_in.data_dir / "cluster.password", 0o600),
    ):
        assert stat.S_IMODE(path.stat().st_mode) == mode
    assert _folders(lived_in).password() not in Cluster(lived_in).status().detail


def _wait(condition, seconds=20):
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.05)
    return condition()


def test_children_of_a_killed_server_are_waited_for_and_named(own_settings, monkeypatch):
    monkeypatch.setattr(clusters, "_CHILDREN_LEAVE_S", 0.2)
    data = own_settings.data_dir / "cluster"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("15\n")
    lingering = subprocess.Popen(["sleep", "30"], cwd=data)
    try:
        with pytest.raises(StoreError) as refused:
            Cluster(own_settings).start()
        assert refused.value.code == "server_still_leaving"
    finally:
        lingering.kill()
        lingering.wait()
        shutil.rmtree(data)


def test_somebody_elses_server_is_neither_started_nor_stopped(tmp_path):
    settings = Settings(
        data_dir=tmp_path / "d",
        socket_dir=tmp_path / "s",
        database_url="postgres://ann:secret@db.example:5432/w",
    )
    for status in (Cluster(settings).start(), Cluster(settings).stop(), Cluster(settings).status()):
        assert status.state is ClusterState.EXTERNAL
        assert "secret" not in status.detail
    assert not (tmp_path / "d").exists()


@pytest.mark.parametrize("given", ["postgres://u@h/d", "postgresql://u@h/d", "postgresql+psycopg2://u@h/d"])
def test_an_address_in_any_usual_spelling_is_read(given):
    assert external_url(given).drivername == "postgresql+psycopg"


@pytest.mark.parametrize("given", ["mysql://u:secret@h/d", "::::secret", "secret"])
def test_an_address_of_no_postgres_is_refused_without_repeating_it(given):
    with pytest.raises(StoreError) as refused:
        external_url(given)
    assert "secret" not in refused.value.chinese + refused.value.message


def test_a_socket_path_that_is_too_long_is_refused_before_anything_is_made(own_settings):
    settings = replace(own_settings, socket_dir=Path("/tmp") / ("x" * 120))
    with pytest.raises(StoreError) as refused:
        Cluster(settings).start()
    assert refused.value.code == "socket_path_too_long"
    assert not settings.data_dir.exists()


def test_a_server_that_does_not_start_is_told_with_its_own_words(lived_in):
    Cluster(lived_in).start()
    Cluster(lived_in).stop()
    with pytest.raises(StoreError) as refused:
        Cluster(lived_in, options={"shared_preload_libraries": "no_such_library"}).start()
    assert "no_such_library" in refused.value.chinese
    assert refused.value.code == "server_not_started"
    assert Cluster(lived_in).start().state is ClusterState.RUNNING
