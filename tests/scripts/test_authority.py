"""An authority is made once, vouches for this office only, and renews what it signed."""

import ipaddress
import socket
import ssl
import threading
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes

from gis.errors import StoreError
from scripts.authority import RENEW_DAYS_BEFORE, SERVICE_DAYS, prepare

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
NAMES = ["localhost", "grid-office"]
ADDRESSES = [ipaddress.ip_address("127.0.0.1"), ipaddress.ip_address("192.168.3.7")]


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "tls"


def _serial(file):
    return x509.load_pem_x509_certificate(file.read_bytes()).serial_number


def test_only_the_owner_reads_the_keys(folder):
    made = prepare(folder, NAMES, ADDRESSES, now=NOW)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.name: oct(path.stat().st_mode & 0o777) for path in folder.glob("*.key")} == {
        "authority.key": "0o600",
        "service.key": "0o600",
    }
    assert made.left_out == ()


def test_what_is_good_stays_as_it_is(folder):
    first = prepare(folder, NAMES, ADDRESSES, now=NOW)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    prepare(folder, NAMES, ADDRESSES, now=NOW + timedelta(days=SERVICE_DAYS - RENEW_DAYS_BEFORE - 1))
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert first.ends_at() == NOW + timedelta(days=SERVICE_DAYS)


@pytest.mark.parametrize(
    ("addresses", "days"),
    [(ADDRESSES, SERVICE_DAYS - RENEW_DAYS_BEFORE), ([ipaddress.ip_address("10.1.2.3")], 0)],
)
def test_a_certificate_near_its_end_or_of_other_addresses_is_given_anew_by_the_same_authority(
    folder, addresses, days
):
    first = prepare(folder, NAMES, ADDRESSES, now=NOW)
    authority, service = _serial(first.authority_file), _serial(first.certificate_file)
    again = prepare(folder, NAMES, addresses, now=NOW + timedelta(days=days))
    assert _serial(again.authority_file) == authority
    assert _serial(again.certificate_file) != service


def test_the_authority_vouches_for_no_host_beyond_the_office(folder):
    prepare(folder, NAMES, ADDRESSES, now=NOW)
    moved = [*ADDRESSES, ipaddress.ip_address("8.8.8.8")]
    made = prepare(folder, [*NAMES, "bank.example"], moved, now=NOW)
    assert made.left_out == ("bank.example", "8.8.8.8")
    certificate = x509.load_pem_x509_certificate(made.certificate_file.read_bytes())
    named = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert "bank.example" not in named.get_values_for_type(x509.DNSName)


def test_a_client_that_trusts_the_authority_trusts_the_service_by_address_and_by_name(folder):
    made = prepare(folder, NAMES, ADDRESSES)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(made.certificate_file, made.key_file)
    client = ssl.create_default_context(cafile=str(made.authority_file))
    for name in ("127.0.0.1", "localhost"):
        assert _shakes_hands(server, client, name)
    with pytest.raises(ssl.SSLCertVerificationError):
        _shakes_hands(server, client, "10.9.9.9")


def _shakes_hands(server, client, name):
    ours, theirs = socket.socketpair()

    def answer():
        try:
            server.wrap_socket(theirs, server_side=True).close()
        except (ssl.SSLError, OSError):
            theirs.close()

    thread = threading.Thread(target=answer)
    thread.start()
    try:
        with client.wrap_socket(ours, server_hostname=name) as connection:
            return connection.version()
    finally:
        ours.close()
        thread.join()


@pytest.mark.parametrize("harm", ["lost", "cut", "open"])
def test_an_authority_that_is_damaged_or_open_to_others_is_told_not_replaced(folder, harm):
    prepare(folder, NAMES, ADDRESSES, now=NOW)
    key = folder / "authority.key"
    if harm == "lost":
        key.unlink()
    elif harm == "cut":
        key.write_bytes(key.read_bytes()[:40])
    else:
        key.chmod(0o644)
    with pytest.raises(StoreError) as told:
        prepare(folder, NAMES, ADDRESSES, now=NOW)
    assert told.value.code == "authority_damaged"


def test_the_fingerprint_is_that_of_the_file_that_phones_install(folder):
    made = prepare(folder, NAMES, ADDRESSES, now=NOW)
    installed = x509.load_der_x509_certificate(made.authority_der())
    assert made.fingerprint().replace(":", "").lower() == installed.fingerprint(hashes.SHA256()).hex()
