"""A fetch connects only where it may: private addresses in every disguise, names that change, certificates that prove nothing."""

from __future__ import annotations

import datetime
import ipaddress
import socket
import ssl
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st
from misbehaving import Server, page, redirect
from refreshed import LIMITS, Told, elsewhere, entry, made, outcomes, portal, refresh

from plainview.refresh.addresses import Reach, is_public
from plainview.refresh.asking import Asker
from plainview.refresh.outcomes import Ended

PRIVATE = """127.0.0.1 127.8.8.8 10.0.0.1 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 224.0.0.1
255.255.255.255 192.0.2.1 198.18.0.1 240.0.0.1 ::1 :: fe80::1 fe80::1%eth0 fc00::1 fd12::1 ff02::1 ::ffff:127.0.0.1
::ffff:10.0.0.1 ::127.0.0.1
64:ff9b::7f00:1 64:ff9b::a00:1 64:ff9b:1::1 2002:7f00:1:: 2002:a00:1::1 2001:db8::1 100::1 nonsense""".split()
PUBLIC = "93.184.216.34 8.8.8.8 2606:2800:220:1:248:1893:25c8:1946 ::ffff:8.8.8.8 64:ff9b::808:808".split()


@pytest.mark.parametrize("address", PRIVATE)
def test_what_is_private_is_private_in_every_disguise(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_what_is_public_is_public(address: str) -> None:
    assert is_public(address)


@given(st.ip_addresses(v=4))
def test_an_address_inside_an_address_is_as_public_as_it_is_alone(inner: ipaddress.IPv4Address) -> None:
    mapped, nat64 = f"::ffff:{inner}", str(ipaddress.IPv6Address((0x64FF9B << 96) | int(inner)))
    assert is_public(mapped) == is_public(nat64) == is_public(str(inner))


@given(st.ip_addresses(v=6))
def test_what_is_public_is_never_of_a_network_of_its_own(address: ipaddress.IPv6Address) -> None:
    if is_public(str(address)):
        of_its_own = address.is_private or address.is_loopback or address.is_link_local or address.is_multicast
        assert not of_its_own


@given(st.lists(st.sampled_from(PRIVATE[:-1] + PUBLIC), max_size=6))
def test_of_several_addresses_only_public_ones_are_dialled(addresses: list[str]) -> None:
    dialled: list[str] = []

    def dial(address: str, port: int, timeout: float) -> socket.socket:
        dialled.append(address)
        raise ConnectionRefusedError

    with pytest.raises(Ended) as told:
        Reach(lambda *_: addresses, dial).connect("portal.example", 80, 1.0, private=False)
    assert dialled == [one for one in addresses if is_public(one)]
    expected = "private_address" if addresses and not dialled else "unreachable"
    assert told.value.outcome == expected


def test_a_name_that_leads_elsewhere_when_it_is_looked_up_again_is_no_way_in(tmp_path: Path) -> None:
    """What was checked is what is connected: the name is looked up once for each connection."""
    answers: list[str] = []
    with Server() as server:
        server.tell("/p", page(portal()))

        def look_up(host: str, port: int) -> list[str]:
            answers.append("93.184.216.34" if len(answers) % 2 == 0 else "127.0.0.1")
            return [answers[-1]]

        dialled: list[str] = []
        reach = Reach(look_up, elsewhere({}, server.port, dialled).dial)
        case = made(tmp_path, entry(server.url("/p", "portal.example")).replace("local = true\n", ""))
        report = refresh(case, Told(), reach=reach)
        assert [one.path for one in server.requests] == ["/robots.txt"]
    assert (answers, dialled) == (["93.184.216.34", "127.0.0.1"], ["93.184.216.34"])
    assert [line.outcome for line in report.trouble] == ["private_address"]


# ---- certificates ------------------------------------------------------------------------------------------------------------


def certificate(folder: Path, name: str) -> tuple[str, str]:
    """A certificate that nobody vouches for, of a name: its file and that of its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    day = datetime.datetime.now(datetime.UTC)
    made_of = x509.CertificateBuilder().subject_name(who).issuer_name(who).public_key(key.public_key())
    dated = made_of.serial_number(1).not_valid_before(day - datetime.timedelta(days=1))
    named = dated.not_valid_after(day + datetime.timedelta(days=1)).add_extension(
        x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False
    )
    signed = named.sign(key, hashes.SHA256())
    pem, secret = folder / "made-up.pem", folder / "made-up.key"
    pem.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    kind = serialization.PrivateFormat.PKCS8
    secret.write_bytes(key.private_bytes(serialization.Encoding.PEM, kind, serialization.NoEncryption()))
    return str(pem), str(secret)


@pytest.mark.parametrize(
    ("trusted", "host", "outcome"),
    [
        (True, "portal.example", "archived"),
        (False, "portal.example", "tls_failed"),  # nobody vouches for it
        (True, "other.example", "tls_failed"),  # it is another site's
    ],
)
def test_a_site_must_prove_that_it_is_the_one(trusted: bool, host: str, outcome: str, tmp_path: Path) -> None:
    files = certificate(tmp_path, "portal.example")
    trust = ssl.create_default_context(cafile=files[0]) if trusted else None
    with Server(certificate=files) as server:
        server.tell("/p", page(portal()))
        case = made(tmp_path, entry(server.url("/p", host)))
        asker = Asker("plainview", LIMITS, elsewhere({host: "93.184.216.34"}, server.port), trust)
        refresh(case, Told(), asker=asker)
    assert outcomes(case) == [outcome]


def test_https_never_leads_to_http(tmp_path: Path) -> None:
    files = certificate(tmp_path, "portal.example")
    with Server(certificate=files) as server, Server() as plain:
        server.tell("/p", redirect(plain.url("/p", "plain.example")))
        plain.tell("/p", page(portal()))
        case = made(tmp_path, entry(server.url("/p", "portal.example")))
        reach = elsewhere({"portal.example": "93.184.216.34"}, server.port)
        refresh(case, Told(), asker=Asker("plainview", LIMITS, reach, ssl.create_default_context(cafile=files[0])))
        assert plain.requests == []
    assert outcomes(case) == ["redirect_refused"]
