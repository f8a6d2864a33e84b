"""The machine knows by which names and addresses it is reached."""

import ipaddress

from scripts.addresses import own_addresses, own_names, reachable_at, read_ipv4_table, read_ipv6_table

TRIE = """Main:
  +-- 0.0.0.0/0 3 0 5
     |-- 0.0.0.0
        /0 universe UNICAST
        |-- 127.0.0.1
           /32 host LOCAL
        |-- 192.168.3.0
           /24 link UNICAST
        |-- 192.168.3.7
           /32 host LOCAL
        |-- 192.168.3.255
           /32 link BROADCAST
"""


def _ips(*texts):
    return {ipaddress.ip_address(text) for text in texts}


def test_only_the_machines_own_addresses_are_taken_from_the_tables():
    assert read_ipv4_table(TRIE) == _ips("127.0.0.1", "192.168.3.7")
    table = "00000000000000000000000000000001 01 80 10 80       lo\nfd000000000000000000000000000002 02 40 00 80 eth0\n"
    table += "fe8000000000000000fc00fffe000001 02 40 20 80     eth0\n"
    assert read_ipv6_table(table) == _ips("::1", "fd00::2")


def test_this_machine_has_at_least_its_loopback_and_its_name():
    assert ipaddress.ip_address("127.0.0.1") in own_addresses()
    assert "localhost" in own_names()
    assert all(" " not in name for name in own_names())


def test_a_phone_is_sent_to_the_address_served_or_the_first_that_others_reach():
    own = [ipaddress.ip_address(text) for text in ("192.168.3.7", "fd00::2", "127.0.0.1")]
    assert reachable_at("0.0.0.0", own) == "192.168.3.7"
    assert reachable_at("::", own[1:]) == "[fd00::2]"
    assert reachable_at("10.0.0.9", own) == "10.0.0.9"
    assert reachable_at("grid.office.lan", own) == "grid.office.lan"
    assert reachable_at("0.0.0.0", own[2:]) == "127.0.0.1"
