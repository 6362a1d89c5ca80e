"""Addresses from outside: which are read, and as what."""

import pytest

from evidence.refusal import FetchError
from evidence.web.destination import Destination, destination, is_refused

PORTS = (80, 443)

REFUSED = """
file:///etc/passwd
gopher://a.example/
ftp://a.example/
javascript:alert(1)
//a.example/
a.example/page

https://
https:///path
https://user@a.example/
https://[2620:0:2d0::1].a.example/
https://[2001:4860::1]x/
https://a.example:0/
https://user:word@a.example/
https://a.example@127.0.0.1/
https://a.example:22/
https://a.example:8080/
https://a.example:99999/
https://a.example:x/
http://localhost/
http://localhost./
http://intranet/
http://printer.local/
http://db.internal/
http://metadata.google.internal/computeMetadata/v1/
http://router.home.arpa/
http://127.0.0.1/
http://127.1/
http://127.0.0.1./
http://2130706433/
http://0x7f000001/
http://0x7f.0.0.1/
http://0177.0.0.1/
http://127.0.0.01/
http://1.2.3/
http://1.2.3.4.5/
http://256.1.1.1/
http://a.example.0x1/
http://１２７.０.０.１/
http://127。0。0。1/
http://⑯⑨.254.169.254/
http://10.0.0.1/
http://172.31.255.255/
http://192.168.1.1/
http://100.64.0.1/
http://100.100.100.200/
http://169.254.169.254/latest/meta-data/
http://168.63.129.16/
http://0.0.0.0/
http://224.0.0.1/
http://240.0.0.1/
http://255.255.255.255/
http://[::]/
http://[::1]/
http://[fe80::1]/
http://[fe80::1%25eth0]/
http://[2606:4700::1%25eth0]/
http://[fd00:ec2::254]/
http://[::ffff:127.0.0.1]/
http://[::ffff:8.8.8.8]/
http://[::ffff:7f00:1]/
http://[::127.0.0.1]/
http://[64:ff9b::7f00:1]/
http://[64:ff9b::a9fe:a9fe]/
http://[64:ff9b:1::1]/
http://[2002:7f00:1::]/
http://[2002:a00:1::1]/
http://[2001::1]/
http://[2001:db8::1]/
http://[ff02::1]/
http://[::1/
http://[v1.a]/
http://%31%32%37.0.0.1/
http://a%00.example/
http://a.example\\@127.0.0.1/
http://a_.exam ple/
http://-a.example/
http://a..example/
http://faß.example/
"""


@pytest.mark.parametrize("address", REFUSED.splitlines()[1:])
def test_what_does_not_lead_to_a_public_host_is_refused(address: str) -> None:
    with pytest.raises(FetchError, match="expected"):
        destination(address, PORTS)


@pytest.mark.parametrize("sign", ["\n", "\r\n", "\t", "\0", "\x7f", "\u202e", "\ud800", " "])
def test_signs_that_a_reader_may_drop_are_refused(sign: str) -> None:
    with pytest.raises(FetchError, match="printable characters"):
        destination(f"http://a.example/{sign}b", PORTS)


def test_an_endless_address_is_refused() -> None:
    with pytest.raises(FetchError, match="at most 2000"):
        destination("http://a.example/" + "a" * 2_000, PORTS)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://A.Example", Destination("https", "a.example", 443, "/")),
        ("HTTP://a.example./b?c=d#e", Destination("http", "a.example", 80, "/b?c=d")),
        ("https://a.example:80/", Destination("https", "a.example", 80, "/")),
        ("https://例子.example/文?問", Destination("https", "xn--fsqu00a.example", 443, "/%E6%96%87?%E5%95%8F")),
        ("https://a.example/%E6%96%87?x=%2F", Destination("https", "a.example", 443, "/%E6%96%87?x=%2F")),
        ("https://a.example?b", Destination("https", "a.example", 443, "/?b")),
        ("https://9.9.9.9/", Destination("https", "9.9.9.9", 443, "/")),
        ("https://[2606:4700::1111]/", Destination("https", "2606:4700::1111", 443, "/")),
        ("https://10jqka.example.123a/", Destination("https", "10jqka.example.123a", 443, "/")),
    ],
)  # fmt: skip
def test_a_public_address_is_read_in_parts(address: str, expected: Destination) -> None:
    assert destination(address, PORTS) == expected


def test_an_origin_names_its_port_only_where_it_is_not_the_usual_one() -> None:
    assert destination("https://[2606:4700::1111]:80/a", PORTS).origin == "https://[2606:4700::1111]:80"
    assert destination("http://a.example:80/a", PORTS).address == "http://a.example/a"


def test_other_ports_are_asked_where_a_setting_says_so() -> None:
    assert destination("https://a.example:8443/", (8443,)).port == 8443
    with pytest.raises(FetchError, match="expected one of the ports 8443, got 443"):
        destination("https://a.example/", (8443,))


@pytest.mark.parametrize(
    "ip", ["9.9.9.9", "1.1.1.1", "2606:4700::1111", "64:ff9b::808:808", "172.15.0.1", "172.32.0.1"]
)
def test_public_addresses_are_taken(ip: str) -> None:
    assert not is_refused(ip)


@pytest.mark.parametrize("text", ["", "a.example", "127.1", "1.2.3.4%eth0", "fe80::1%eth0", "9.9.9.9/8"])
def test_what_is_no_ip_address_is_refused(text: str) -> None:
    assert is_refused(text)
