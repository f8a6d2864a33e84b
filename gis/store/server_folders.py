"""Lay out the folders of the private cluster: data, socket, password, lock; each only for its user."""

import fcntl
import os
import secrets
import shutil
import stat
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from gis.errors import StoreError
from gis.settings import Settings
from gis.store.server_programs import ServerUser

LONGEST_SOCKET_PATH_BYTES = 107
_SOCKET_NAME = ".s.PGSQL.5432"
_SWEEP_S = 15.0


class ServerFolders:
    """Where one installation's cluster stands.

    Parameters
    ----------
    settings
        ``data_dir`` holds ``cluster/`` (the data), ``cluster.password`` (0600) and ``cluster.lock``;
        ``socket_dir`` (0700) holds the socket.
    user
        Who runs the server and owns data and socket.
    """

    def __init__(self, settings: Settings, user: ServerUser) -> None:
        self.root = settings.data_dir
        self.socket_dir = settings.socket_dir
        self.user = user

    @property
    def data(self) -> Path:
        """Folder of the server's data; there only when initdb has finished."""
        return self.root / "cluster"

    @property
    def pid_file(self) -> Path:
        """What a running server leaves in its data."""
        return self.data / "postmaster.pid"

    def check_socket_length(self) -> None:
        """Refuse a socket path that the kernel would.

        Raises
        ------
        StoreError
            It is longer than 107 bytes.
        """
        length = len(os.fsencode(self.socket_dir / _SOCKET_NAME))
        if length > LONGEST_SOCKET_PATH_BYTES:
            raise StoreError(
                f"socket path of {length} bytes: {self.socket_dir}",
                chinese=f"套接字路径有 {length} 字节，超过系统上限 {LONGEST_SOCKET_PATH_BYTES}："
                f"{self.socket_dir}。请用环境变量 WANGGE_SOCKET_DIR 指定一个较短的目录",
                code="socket_path_too_long",
                path=str(self.socket_dir),
                bytes=length,
            )

    def make(self) -> None:
        """Make the folders, and see that the server's user can enter them.

        Raises
        ------
        StoreError
            A folder is somebody else's, a link, or out of the server's user's reach.
        """
        self.check_socket_length()
        self.root.mkdir(parents=True, exist_ok=True, mode=0o711)
        _make_private(self.socket_dir, self.user)
        if self.user.is_somebody_else:
            self._check_reach()

    def _check_reach(self) -> None:
        """See that the server's user can walk down to the data (it cannot below /root)."""
        entered = subprocess.run(
            ["/usr/bin/test", "-x", str(self.root)],
            user=self.user.uid,
            group=self.user.gid,
            extra_groups=[],
            cwd="/",
            check=False,
        )
        if entered.returncode:
            raise StoreError(
                f"uid {self.user.uid} cannot enter {self.root}",
                chinese=f"数据库用户 postgres 无法进入数据目录 {self.root}。请用环境变量 WANGGE_DATA_DIR "
                "指定 /var/lib 下的目录",
                code="data_dir_out_of_reach",
                path=str(self.root),
            )

    def make_empty_data(self) -> Path:
        """Make a new folder for initdb, after sweeping away those that a killed run left."""
        for left in self.root.glob("cluster-new.*"):
            _sweep(left)
        fresh = self.root / f"cluster-new.{secrets.token_hex(4)}"
        fresh.mkdir(mode=0o700)
        self.user.own(fresh)
        return fresh

    def password(self) -> str:
        """Read the secret of this installation's database, made on first use."""
        path = self.root / "cluster.password"
        if not path.exists():
            write_secret(path, secrets.token_urlsafe(32))
        return path.read_text().strip()

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Let one process at a time start, stop or make the cluster; others wait."""
        self.root.mkdir(parents=True, exist_ok=True, mode=0o711)
        handle = os.open(self.root / "cluster.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)


def write_secret(path: Path, value: str) -> None:
    """Write a file that only its owner reads, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(value)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(fresh, path)  # unlike a rename, it never replaces what another process wrote first
    except FileExistsError:
        pass
    finally:
        fresh.unlink()


def _make_private(folder: Path, user: ServerUser) -> None:
    """Make a folder of mode 0700 for a user; a stranger may have put something in its place under /tmp."""
    with suppress(FileExistsError):  # another start may make it at the same moment
        folder.mkdir(parents=True, mode=0o700)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {user.uid, os.geteuid()}:
        raise StoreError(
            f"{folder} is not a folder of uid {user.uid}",
            chinese=f"套接字目录 {folder} 不属于当前用户。请删除它，或用环境变量 WANGGE_SOCKET_DIR 指定别的目录",
            code="socket_dir_taken",
            path=str(folder),
        )
    user.own(folder)
    folder.chmod(0o700)


def _sweep(folder: Path) -> None:
    """Remove a folder in which an initdb whose starter was killed may still be at work, or tidying up."""
    deadline = time.monotonic() + _SWEEP_S
    while folder.exists() and time.monotonic() < deadline:
        shutil.rmtree(folder, ignore_errors=True)
        time.sleep(0.05)
