"""The environment, read once at the edges into one frozen value."""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things stand and how the service is reached.

    Attributes
    ----------
    data_dir
        Folder of everything this installation keeps: the cluster, reports, uploads, the secret.
    socket_dir
        Folder of the private cluster's Unix socket; short, since a socket path of over 107 bytes fails.
    database_url
        libpq URL of somebody's own server, or None for the private cluster.
    host, port
        Where the service listens.
    public_address
        Where phones reach the service, as printed in QR codes (https://host:port), or None where not set.
    tile_url
        Template of an outside basemap ({x} {y} {z}), or None: our own streets, water and green.
    tile_crs
        Datum of the tiles: ``wgs84``, ``cgcs2000`` or ``gcj02``.
    photo_originals
        What becomes of a photo's original once its bare derivative stands: ``delete``, or ``seal`` to keep it
        encrypted.
    """

    data_dir: Path
    socket_dir: Path
    database_url: str | None = None
    host: str = "127.0.0.1"
    port: int = 8000
    tile_url: str | None = None
    tile_crs: str = "wgs84"
    photo_originals: str = "delete"
    public_address: str | None = None

    @property
    def reports_dir(self) -> Path:
        """Folder of finished reports."""
        return self.data_dir / "reports"

    @property
    def uploads_dir(self) -> Path:
        """Folder of uploaded files and photos."""
        return self.data_dir / "uploads"

    @property
    def tls_dir(self) -> Path:
        """Folder of the local authority and of the certificate it gave the service."""
        return self.data_dir / "tls"


def _installation_name(checkout: Path) -> str:
    """Short and different for each checkout, so that two clones never share a cluster."""
    digest = hashlib.sha256(str(checkout).encode()).hexdigest()[:8]
    return f"{checkout.name[:16]}-{digest}"


def _default_data_dir(environ: Mapping[str, str], name: str) -> Path:
    """Root's data lie under /var/lib: the server's own user cannot enter /root."""
    if os.geteuid() == 0:
        return Path("/var/lib/wangge") / name
    home = environ.get("XDG_DATA_HOME") or str(Path(environ.get("HOME", "/tmp")) / ".local/share")  # noqa: S108
    return Path(home) / "wangge" / name


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read ``WANGGE_*`` and ``DATABASE_URL`` from the environment.

    Parameters
    ----------
    environ
        The variables; the process's own where not given.
    """
    env = os.environ if environ is None else environ
    given = env.get("WANGGE_DATA_DIR")
    name = _installation_name(CHECKOUT if given is None else Path(given).resolve())
    base = "/run" if os.geteuid() == 0 else "/tmp"  # noqa: S108
    return Settings(
        data_dir=Path(given).resolve() if given else _default_data_dir(env, name),
        socket_dir=Path(env.get("WANGGE_SOCKET_DIR") or f"{base}/wangge-{os.geteuid()}-{name[-8:]}"),
        database_url=env.get("DATABASE_URL") or None,
        host=env.get("WANGGE_HOST", "127.0.0.1"),
        port=int(env.get("WANGGE_PORT", "8000")),
        tile_url=env.get("WANGGE_TILE_URL") or None,
        tile_crs=env.get("WANGGE_TILE_CRS", "wgs84"),
        photo_originals=env.get("WANGGE_PHOTO_ORIGINALS", "delete"),
        public_address=env.get("WANGGE_ADDRESS") or None,
    )
