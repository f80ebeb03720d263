"""Which numeric addresses and URLs may be reached."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.netguard import Forbidden, check_address, is_public, refuse_url

PRIVATE = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "169.254.0.0/16", "100.64.0.0/10"]


@pytest.mark.parametrize("text", ["8.8.8.8", "1.1.1.1", "223.5.5.5", "2400:3200::1", "2606:4700:4700::1111"])
def test_the_open_internet_is_public(text: str) -> None:
    assert is_public(text)


@given(st.sampled_from(PRIVATE), st.integers(0, 2**24 - 1))
def test_no_address_of_a_private_range_is_public_in_any_dress(network: str, offset: int) -> None:
    net = ipaddress.IPv4Network(network)
    address = net[offset % net.num_addresses]
    assert not is_public(str(address))
    assert not is_public(f"::ffff:{address}")
    assert not is_public(str(ipaddress.IPv6Address((0x2002 << 112) | (int(address) << 80))))
    assert not is_public(str(ipaddress.IPv6Address((0x64FF9B << 96) | int(address))))


@given(st.ip_addresses(v=6))
def test_ipv6_is_public_only_inside_the_unicast_block(address: ipaddress.IPv6Address) -> None:
    if is_public(str(address)) and address.ipv4_mapped is None:
        assert address in ipaddress.ip_network("2000::/3")


@pytest.mark.parametrize(
    "text", ["", "localhost", "example.com", "fe80::1%eth0", "ff02::1", "::1", "256.1.1.1", "1.2.3", "0x7f.1"]
)
def test_what_is_no_public_address_is_refused(text: str) -> None:
    assert not is_public(text)


def test_loopback_is_open_only_at_the_given_port() -> None:
    check_address("127.0.0.1", 8000, {("127.0.0.1", 8000)})
    for host, port in (("127.0.0.1", 8001), ("127.0.0.2", 8000), ("::1", 8000)):
        with pytest.raises(Forbidden):
            check_address(host, port, {("127.0.0.1", 8000)})


@pytest.mark.parametrize(
    "url", ["http://example.com/", "https://sbj.cnipa.gov.cn:8443/x?y=1", "https://例子.中国/"]
)
def test_ordinary_urls_pass(url: str) -> None:
    refuse_url(url, ())


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.com/",
        "http://a:b@example.com/",
        "http://intranet/",
        "http:///x",
        "http://x.example:99999/",
    ],
)
def test_urls_that_no_source_needs_are_refused(url: str) -> None:
    with pytest.raises(Forbidden):
        refuse_url(url, ())
