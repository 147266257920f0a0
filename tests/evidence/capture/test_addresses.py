"""No way leads inward: every form of an address, every name, every redirect, whatever a name says the second time."""

import ipaddress
import socket
import subprocess
import sys

import pytest

from tests.evidence.capture.site import site
from vaern.evidence.capture.addresses import Inward, check_url, is_own, is_public, networks, public_address, resolve
from vaern.evidence.capture.gate import Gate, Rules

INWARD = [
    "127.0.0.1",
    "127.8.8.8",
    "0.0.0.0",  # noqa: S104 - an address that must be refused
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "100.100.100.200",
    "192.0.0.192",
    "198.18.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "240.0.0.1",
    "::1",
    "::",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::7f00:1",
    "2002:7f00:1::",
    "2002:a00:1::1",
    "2002:5db8:d822::1",
    "2001:0:7f00:1::",
    "2001:1::1",
    "2001:20::1",
    "192.88.99.1",
    "3fff::1",
    "5f00::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "fc00::1",
    "fd00:ec2::254",
    "ff02::1",
    "2001:db8::1",
    "168.63.129.16",
    "::ffff:168.63.129.16",
    "::168.63.129.16",
    "64:ff9b::a83f:8110",
    "2002:a83f:8110::1",
    "::ffff:0:168.63.129.16",
    "::ffff:0:127.0.0.1",
    "::ffff:0:10.0.0.1",
    "ikke en adresse",
]


@pytest.mark.parametrize("address", INWARD)
def test_inward_address_is_refused(address):
    assert is_public(address) is False


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "8.8.8.8", "2606:4700:4700::1111", "64:ff9b::808:808", "::ffff:0:808:808"]
)
def test_public_address_is_let_through(address):
    assert is_public(address) is True


OURS = networks(["93.184.216.0/24", "2606:4700:4700::/48"])


@pytest.mark.parametrize(
    "form",
    ["93.184.216.34", "::ffff:93.184.216.34", "64:ff9b::5db8:d822", "::ffff:0:93.184.216.34",
     "::93.184.216.34", "2606:4700:4700::1111"],
)  # fmt: skip
def test_the_organisations_own_network_is_refused_in_every_form(form):
    assert (is_public(form), is_public(form, OURS), is_public("8.8.8.8", OURS)) == (True, False, True)


def test_gate_runs_no_errands_for_the_browsers_maker():
    rules = Rules(ask=lambda _host, _port: ["8.8.8.8"])
    with Gate(rules) as gate:
        assert b"403" in asked_through(gate, "CONNECT update.googleapis.com:443 HTTP/1.1").split(b"\r\n")[0]
    assert (rules.refused, rules.reached) == (set(), {})


def test_gate_does_not_go_to_a_network_that_is_refused():
    rules = Rules(ask=lambda _host, _port: ["8.8.8.8", "93.184.216.34"], refuse=OURS)
    with Gate(rules) as gate:
        assert b"403" in asked_through(gate, "CONNECT intranet.example:443 HTTP/1.1").split(b"\r\n")[0]
    assert (rules.refused, rules.reached) == ({"intranet.example:443"}, {})


@pytest.mark.parametrize("wrong", ["93.184.216.34/24", "kommunen", "10.0.0.0/33", "1.2.3.4-1.2.3.9"])
def test_what_is_no_network_is_not_taken_for_one(wrong):
    with pytest.raises(ValueError, match=wrong):
        networks([wrong])


def test_address_of_the_machine_itself_is_known():
    own = [is_own(ipaddress.ip_address(one)) for one in ("127.0.0.1", "8.8.8.8", "2001:db8::1", "fe80::1")]
    assert own == [True, False, False, False]


def test_public_address_of_the_machine_itself_is_refused():
    """In a network of its own, where this machine has a public address; where no such network may be made: skipped."""
    asks = "from vaern.evidence.capture.addresses import is_public as a; print(a('93.184.216.34'), a('93.184.216.35'))"
    apart = [
        "unshare",
        "-rn",
        "sh",
        "-c",
        'ip link set lo up && ip addr add 93.184.216.34/32 dev lo && exec "$@"',
        "sh",
    ]
    try:
        done = subprocess.run([*apart, sys.executable, "-c", asks], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no network can be set apart here")
    assert done.stdout.split() == ["False", "True"]


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.com/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "http://user:pass@example.com/",
        "http://example.com:8080/",
        "http://",
        "example.com",
        "http://exa mple.com/",
        "http://[::1",
        "http://example.com/" + "x" * 3000,
        "view-source:http://example.com/",
        "data:text/html,hej",
    ],
)
def test_what_is_no_public_page_is_refused(url):
    with pytest.raises(Inward):
        check_url(url)


def test_public_page_is_taken():
    assert check_url("https://www.example.com/a?b=c") == "www.example.com"


@pytest.mark.parametrize("odd", ["2130706433", "0x7f.1", "127.1", "0177.0.0.1", "localhost", "[::1]"])
def test_odd_ways_of_writing_loopback_are_seen_through(odd):
    with pytest.raises(Inward):
        public_address(odd, 80)


def test_name_with_one_inward_address_among_public_ones_is_refused():
    with pytest.raises(Inward):
        public_address("x.example", 80, ask=lambda _host, _port: ["93.184.216.34", "127.0.0.1"])


def test_name_without_an_address_or_on_another_port_is_refused():
    with pytest.raises(Inward):
        public_address("x.example", 80, ask=lambda _host, _port: [])
    with pytest.raises(Inward):
        public_address("x.example", 22, ask=lambda _host, _port: ["93.184.216.34"])
    with pytest.raises(Inward):
        resolve("findes-ikke.invalid", 80)


def asked_through(gate, head):
    """What the gate answers to a request."""
    with socket.create_connection(("127.0.0.1", gate.port), timeout=5) as there:
        there.sendall(head.encode() + b"\r\n\r\n")
        data = b""
        while more := there.recv(65536):
            data += more
        return data


@pytest.mark.parametrize(
    "head",
    [
        "CONNECT 127.0.0.1:443 HTTP/1.1",
        "CONNECT [::1]:443 HTTP/1.1",
        "CONNECT localhost:443 HTTP/1.1",
        "CONNECT 169.254.169.254:80 HTTP/1.1",
        "GET http://127.0.0.1/ HTTP/1.1",
        "GET http://2130706433/ HTTP/1.1",
        "GET https://example.com/ HTTP/1.1",
        "GET / HTTP/1.1",
        "CONNECT :443 HTTP/1.1",
    ],
)
def test_gate_refuses_every_way_inward(head):
    """A tunnel is refused; a plain request gets no answer, which the archive could take for the host's own."""
    refusal = b"HTTP/1.1 403 Refused" if head.startswith("CONNECT") else b""
    with Gate(Rules()) as gate:
        assert asked_through(gate, head).split(b"\r\n")[0] == refusal


def test_gate_asks_a_name_once_and_connects_to_what_was_checked():
    """DNS rebinding: the name is public the first time it is asked, and loopback after that."""
    answers = [["127.0.0.1"], ["10.0.0.1"]]
    with site() as there:
        rules = Rules(ask=lambda _host, _port: answers.pop(0), allowed=frozenset({f"x.example:{there.port}"}))
        with Gate(rules) as gate:
            first = asked_through(gate, f"GET http://x.example:{there.port}/god HTTP/1.1\r\nHost: x.example")
            assert (b"Gruppen om skolen" in first, rules.reached["x.example"]) == (True, "127.0.0.1")
        assert (answers, there.asked) == ([["10.0.0.1"]], ["/god"])
    rebinding = Rules(ask=lambda _host, _port: ["127.0.0.1"])
    with site() as there, Gate(rebinding) as gate:
        assert asked_through(gate, "GET http://x.example/ HTTP/1.1") == b""
        assert (there.asked, rebinding.refused) == ([], {"x.example:80"})


def test_gate_says_when_nobody_answers():
    with Gate(Rules(allowed=frozenset({"127.0.0.1:1"}))) as gate:
        assert b"502" in asked_through(gate, "CONNECT 127.0.0.1:1 HTTP/1.1").split(b"\r\n")[0]


def test_gate_goes_on_by_the_organisations_own_proxy():
    """The second gate stands for the organisation's proxy: it is asked for the address that was checked."""
    with site() as there:
        allowed = frozenset({there.host})
        with Gate(Rules(allowed=allowed)) as proxy:
            rules = Rules(allowed=allowed, onward=("127.0.0.1", proxy.port))
            with Gate(rules) as gate:
                answer = asked_through(gate, f"GET {there.at('/god')} HTTP/1.1\r\nHost: {there.host}")
                assert b"Gruppen om skolen" in answer
                assert proxy.rules.reached == {"127.0.0.1": "127.0.0.1"}
        with Gate(Rules()) as closed:
            rules = Rules(allowed=allowed, onward=("127.0.0.1", closed.port))
            with Gate(rules) as gate:
                assert asked_through(gate, f"GET {there.at('/god')} HTTP/1.1") == b""
