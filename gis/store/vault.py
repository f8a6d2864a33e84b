"""Seal and open the few values that are encrypted at rest, with the installation's own key."""

from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken

from gis.errors import StoreError
from gis.store.server_folders import write_secret


class Vault:
    """Encryption with the key in ``vault.key`` (0600) of the data folder, made on first use.

    Parameters
    ----------
    data_dir
        Folder of everything this installation keeps.
    """

    def __init__(self, data_dir: Path) -> None:
        self._path = data_dir / "vault.key"

    def _fernet(self) -> Fernet:
        if not self._path.exists():
            write_secret(self._path, Fernet.generate_key().decode())
        return Fernet(self._path.read_bytes())

    def seal(self, value: str) -> bytes:
        """Encrypt a value; the same value never gives the same bytes."""
        return self.seal_bytes(value.encode())

    def seal_bytes(self, content: bytes) -> bytes:
        """Encrypt a file's content."""
        return self._fernet().encrypt(content)

    def open(self, sealed: bytes) -> str:
        """Decrypt what ``seal`` gave; raises as ``open_bytes`` does."""
        return self.open_bytes(sealed).decode()

    def open_bytes(self, sealed: bytes) -> bytes:
        """Decrypt what ``seal_bytes`` gave.

        Raises
        ------
        StoreError
            It was sealed with another installation's key.
        """
        try:
            return self._fernet().decrypt(sealed)
        except InvalidToken as error:
            raise StoreError(
                "value sealed with another key",
                chinese=f"无法解密：密钥文件 {self._path} 与数据不符，请恢复备份时的密钥文件",
                code="vault_key_mismatch",
            ) from error


def opens(key: Path, sealed: bytes) -> bool:
    """Whether a copy of a key opens what was sealed; False where there is none, or it is no key."""
    try:
        Fernet(key.read_bytes()).decrypt(sealed)
    except (OSError, ValueError, InvalidToken):
        return False
    return True
