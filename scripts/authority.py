"""The local certificate authority: made once, kept in the data folder, and trusted by the phones of one office.

A phone trusts the authority, so its key must be worth nothing elsewhere: the certificate is constrained (RFC 5280
§4.2.1.10) to private addresses and to the names and addresses this machine had when it was made. The
service's own certificate is given anew when it nears its end or the machine's addresses change; phones notice
nothing of it.

Browsers accept certificates of private authorities for at most 825 days; we give 397.
"""

import ipaddress
import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from gis.errors import StoreError
from scripts.addresses import IPAddress

AUTHORITY_DAYS = 3650
SERVICE_DAYS = 397
RENEW_DAYS_BEFORE = 30
_CLOCKS_DIFFER = timedelta(days=1)
_PRIVATE = (
    "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16", "127.0.0.0/8",
    "fc00::/7", "fe80::/10", "::1/128",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Credentials:
    """Files that a TLS server is started with, and what phones install.

    Attributes
    ----------
    certificate_file, key_file
        The service's chain (its own certificate, then the authority's) and key, PEM.
    authority_file
        The authority's certificate, PEM.
    left_out
        Names and addresses of the machine that the authority may not vouch for.
    """

    certificate_file: Path
    key_file: Path
    authority_file: Path
    left_out: tuple[str, ...] = ()

    def authority_der(self) -> bytes:
        """The authority's certificate as phones take it."""
        return _read_certificate(self.authority_file).public_bytes(serialization.Encoding.DER)

    def fingerprint(self) -> str:
        """SHA-256 of the authority's certificate, in pairs of hex digits: to compare on the phone."""
        return _read_certificate(self.authority_file).fingerprint(hashes.SHA256()).hex(":").upper()

    def ends_at(self) -> datetime:
        """When the service's certificate ends."""
        return _read_certificate(self.certificate_file).not_valid_after_utc


def prepare(
    folder: Path, names: Iterable[str], addresses: Iterable[IPAddress], *, now: datetime | None = None
) -> Credentials:
    """Make whatever is missing or about to end, and leave what is good.

    Parameters
    ----------
    folder
        Where the authority is kept; made with 0700, its keys with 0600.
    names, addresses
        Of this machine.
    now
        With a zone.

    Raises
    ------
    StoreError
        ``authority_damaged``: the folder holds a certificate or key that cannot be read, or keys that others may
        read. Deleting the folder makes a new authority, which every phone has to install again.
    """
    at = now or datetime.now(UTC)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    wanted_names, wanted_addresses = (
        sorted(set(names)),
        sorted(set(addresses), key=lambda a: (a.version, int(a))),
    )
    authority_file, authority_key_file = folder / "authority.crt", folder / "authority.key"
    if not authority_file.exists():
        _make_authority(authority_file, authority_key_file, wanted_names, wanted_addresses, at)
    authority, authority_key = _read_certificate(authority_file), _read_key(authority_key_file)
    fitting, left_out = _vouched_for(authority, wanted_names, wanted_addresses)
    service_file, service_key_file = folder / "service.crt", folder / "service.key"
    if not _is_good(service_file, service_key_file, fitting, at):
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = _sign_service(authority, authority_key, key, fitting, at)
        _write(service_key_file, _pem_of(key), 0o600)
        _write(service_file, _pem_of(certificate) + _pem_of(authority), 0o644)
    return Credentials(service_file, service_key_file, authority_file, tuple(left_out))


def _make_authority(
    file: Path, key_file: Path, names: list[str], addresses: list[IPAddress], at: datetime
) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    mark = secrets.token_hex(3).upper()
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "网格 Wangge"),
            x509.NameAttribute(NameOID.COMMON_NAME, f"网格本地证书 {mark}"),
        ]
    )
    usage = x509.KeyUsage(
        digital_signature=False, content_commitment=False, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=True, crl_sign=True, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    certificate = (
        _builder(name, name, key.public_key(), at, AUTHORITY_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(_constraints(names, addresses), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    # The certificate last: where it stands, its key does too.
    _write(key_file, _pem_of(key), 0o600)
    _write(file, _pem_of(certificate), 0o644)


def _constraints(names: list[str], addresses: list[IPAddress]) -> x509.NameConstraints:
    private = [ipaddress.ip_network(text) for text in _PRIVATE]
    outside = [
        ipaddress.ip_network(one)
        for one in addresses
        if not any(one in network for network in private if network.version == one.version)
    ]
    hosts: list[x509.GeneralName] = [x509.DNSName(name) for name in names]
    return x509.NameConstraints(
        [*hosts, *(x509.IPAddress(network) for network in (*private, *outside))], None
    )


def _vouched_for(
    authority: x509.Certificate, names: list[str], addresses: list[IPAddress]
) -> tuple[list[x509.GeneralName], list[str]]:
    """Part what the authority may vouch for from what it may not."""
    constraints = authority.extensions.get_extension_for_class(x509.NameConstraints).value
    permitted = [subtree.value for subtree in constraints.permitted_subtrees or ()]
    good_names = [name for name in names if any(name == one or name.endswith(f".{one}") for one in permitted)]
    networks = [one for one in permitted if not isinstance(one, str)]
    good_addresses = [one for one in addresses if any(one in network for network in networks)]
    fitting: list[x509.GeneralName] = [x509.DNSName(name) for name in good_names]
    fitting += [x509.IPAddress(one) for one in good_addresses]
    left_out = [name for name in names if name not in good_names]
    return fitting, left_out + [str(one) for one in addresses if one not in good_addresses]


def _sign_service(
    authority: x509.Certificate,
    authority_key: ec.EllipticCurvePrivateKey,
    key: ec.EllipticCurvePrivateKey,
    fitting: list[x509.GeneralName],
    at: datetime,
) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "网格 Wangge 服务")])
    usage = x509.KeyUsage(
        digital_signature=True, content_commitment=False, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=False, crl_sign=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    signer = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key())
    return (
        _builder(name, authority.subject, key.public_key(), at, SERVICE_DAYS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName(fitting), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(signer, critical=False)
        .sign(authority_key, hashes.SHA256())
    )


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, at: datetime, days: int
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - _CLOCKS_DIFFER)
        .not_valid_after(at + timedelta(days=days))
    )


def _is_good(file: Path, key_file: Path, fitting: list[x509.GeneralName], at: datetime) -> bool:
    """Whether the service's certificate names just these, fits its key, and does not end soon."""
    if not file.exists() or not key_file.exists():
        return False
    certificate = _read_certificate(file)
    named = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return (
        set(named) == set(fitting)
        and certificate.not_valid_after_utc - at > timedelta(days=RENEW_DAYS_BEFORE)
        and certificate.public_key() == _read_key(key_file).public_key()
    )


def _read_certificate(file: Path) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificate(file.read_bytes())
    except (OSError, ValueError) as error:
        raise _damaged(file, error) from error


def _read_key(file: Path) -> ec.EllipticCurvePrivateKey:
    try:
        if file.stat().st_mode & 0o077:
            raise ValueError("others may read it")
        key = serialization.load_pem_private_key(file.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        raise _damaged(file, error) from error
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise _damaged(file, "not one of ours")
    return key


def _damaged(file: Path, reason: object) -> StoreError:
    return StoreError(
        f"{file}: {reason}",
        chinese=f"证书文件 {file} 缺失、损坏或权限过宽（应为 0600）。可从备份恢复；或删除 {file.parent} 后重新启动，"
        "届时每部手机须重新安装证书",
        code="authority_damaged",
        file=str(file),
    )


def _pem_of(what: x509.Certificate | ec.EllipticCurvePrivateKey) -> bytes:
    if isinstance(what, x509.Certificate):
        return what.public_bytes(serialization.Encoding.PEM)
    return what.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _write(file: Path, content: bytes, mode: int) -> None:
    """Write a file whole or not at all, with its mode from the first byte."""
    fresh = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(handle, "wb") as written:
        written.write(content)
        written.flush()
        os.fsync(written.fileno())
    fresh.replace(file)
