"""Names and addresses by which this machine can be reached from its own network."""

import ipaddress
import socket
from collections.abc import Iterable
from pathlib import Path

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

_IPV4_TABLE = Path("/proc/net/fib_trie")
_IPV6_TABLE = Path("/proc/net/if_inet6")


def read_ipv4_table(text: str) -> set[IPAddress]:
    """Read the machine's own addresses from ``/proc/net/fib_trie``: the leaves marked ``/32 host LOCAL``."""
    found: set[IPAddress] = set()
    leaf = ""
    for line in text.splitlines():
        mark, _, rest = line.strip().partition(" ")
        if mark == "|--":
            leaf = rest.strip()
        elif line.strip() == "/32 host LOCAL":
            found.add(ipaddress.ip_address(leaf))
    return found


def read_ipv6_table(text: str) -> set[IPAddress]:
    """Read the machine's own addresses from ``/proc/net/if_inet6``; link-local ones need a zone and are left out."""
    rows = (line.split() for line in text.splitlines() if line.strip())
    found = {ipaddress.IPv6Address(int(row[0], 16)) for row in rows}
    return {address for address in found if not address.is_link_local}


def own_addresses() -> list[IPAddress]:
    """List the addresses of all interfaces, those that other machines can reach first."""
    found: set[IPAddress] = set()
    for table, read in ((_IPV4_TABLE, read_ipv4_table), (_IPV6_TABLE, read_ipv6_table)):
        if table.is_file():
            found |= read(table.read_text())
    return sorted(found, key=lambda one: (one.is_loopback, one.version, int(one)))


def own_names() -> list[str]:
    """List ``localhost``, the machine's name, its full name, and its name on the local link."""
    short = socket.gethostname().strip().lower()
    names = {"localhost", short, socket.getfqdn().strip().lower(), f"{short.partition('.')[0]}.local"}
    return sorted(name for name in names if _is_name(name))


def _is_name(name: str) -> bool:
    """Whether a certificate can carry the name: letters, digits, hyphens and dots, and no address."""
    labels = name.split(".")
    return (
        len(name) <= 253
        and all(
            label
            and len(label) <= 63
            and all(sign.isascii() and (sign.isalnum() or sign == "-") for sign in label)
            for label in labels
        )
        and not labels[-1].isdigit()
    )


def reachable_at(host: str, own: Iterable[IPAddress]) -> str:
    """Give the address that a phone should be sent to when the service listens on ``host``.

    A service on all interfaces is reached at the first address that other machines can reach.
    """
    try:
        given = ipaddress.ip_address(host)
    except ValueError:
        return host
    if not given.is_unspecified:
        return f"[{given}]" if given.version == 6 else str(given)
    beyond = [one for one in own if not one.is_loopback and (given.version == 6 or one.version == 4)]
    chosen = beyond[0] if beyond else ipaddress.ip_address("127.0.0.1")
    return f"[{chosen}]" if chosen.version == 6 else str(chosen)
