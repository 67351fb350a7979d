"""Which addresses another system may have, and that the call goes where it was looked."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest

from notifications.webhooks import calling
from notifications.webhooks.addresses import BadAddress, NotFound, target
from notifications.webhooks.calling import Patience, Unreached
from tests.notifications import receiver as systems

LOOPBACK = (ip_network("127.0.0.0/8"), ip_network("::1/128"))


def names(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    """What the name server says."""

    def looked_up(host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", looked_up)


@pytest.mark.parametrize(
    "address",
    [
        "", "other.example", "ftp://8.8.8.8/", "https://", "https:///path", "https://a:b@8.8.8.8/",
        "https://8.8.8.8/#x", "https://8.8.8.8:99999/", "https://8.8.8.8:x/", "https://[::1/",
        "https://8.8.8.8/a b", "https://8.8.8.8/\r\nX-Y: 1", "https://政府.example/", "file:///etc/passwd", "https://a..b/",
        f"https://{'a' * 64}.example/",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(BadAddress):
        target(address, LOOPBACK)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.1.2.3", "0.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254",
        "100.64.0.1", "192.0.2.1", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0",
        "fc00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:7f00:1::",
        "2001:db8::1", "fec0::1", "::7f00:1", "::10.0.0.1", "::ffff:0:7f00:1", "64:ff9b:1::a00:1",
    ],
)  # fmt: skip
def test_an_address_of_the_house_is_not_called(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    names(monkeypatch, address)
    with pytest.raises(BadAddress):
        target("https://other.example/", ())
    names(monkeypatch, "8.8.8.8", address)
    with pytest.raises(BadAddress):
        target("https://other.example/", ())


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1/", "https://2130706433/", "https://0x7f.1/", "https://127.1/"]
)
def test_another_way_to_write_it_is_the_same_address(address: str) -> None:
    with pytest.raises((BadAddress, NotFound)):
        target(address, ())


@pytest.mark.parametrize(
    ("address", "goes_to"),
    [
        ("https://8.8.8.8", ("8.8.8.8", 443, "/", True)),
        ("https://8.8.8.8:8443/a/b?c=d", ("8.8.8.8", 8443, "/a/b?c=d", True)),
        ("http://127.0.0.1:8000/x", ("127.0.0.1", 8000, "/x", False)),
    ],
)
def test_where_a_call_goes(address: str, goes_to: tuple[Any, ...]) -> None:
    found = target(address, LOOPBACK)
    assert (found.address, found.port, found.path, found.secure) == goes_to


def test_a_public_address_of_the_new_kind_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    names(monkeypatch, "2400:3200::1")
    assert target("https://other.example/", ()).address == "2400:3200::1"


def test_networks_of_ones_own_are_allowed_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    names(monkeypatch, "10.1.2.3")
    assert target("https://inside.example/", (ip_network("10.1.0.0/16"),)).address == "10.1.2.3"
    with pytest.raises(BadAddress):
        target("https://inside.example/", (ip_network("10.2.0.0/16"),))
    with pytest.raises(BadAddress):  # plain HTTP does not leave the machine
        target("http://inside.example/", (ip_network("10.1.0.0/16"),))


def test_a_name_that_nobody_knows_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: Any, **__: Any) -> None:
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(NotFound):
        target("https://other.example/", ())


def test_the_call_goes_where_it_was_looked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that says something else a moment later leads nowhere else; no proxy is asked either."""
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1/")
    with systems.receiver() as other:
        port = int(other.address.rpartition(":")[2].partition("/")[0])
        names(monkeypatch, "127.0.0.1")
        where = target(f"http://other.example:{port}/", LOOPBACK)
        monkeypatch.undo()
        assert calling.post(where, b"{}", {}, Patience(2, 2)) == 200
        assert other.heard[0].headers["Host"] == f"other.example:{port}"


def certificate(folder: Path) -> tuple[Path, Path]:
    if not shutil.which("openssl"):
        pytest.skip("openssl is not installed")
    key, cert = folder / "key.pem", folder / "cert.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
         "-keyout", key, "-out", cert, "-subj", "/CN=other.example",
         "-addext", "subjectAltName=DNS:other.example"],
        check=True, capture_output=True,
    )  # fmt: skip
    return key, cert


@pytest.mark.parametrize(
    ("name", "trusted", "answered"),
    [("other.example", True, True), ("other.example", False, False), ("wrong.example", True, False)],
)
def test_a_certificate_is_checked_for_the_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, trusted: bool, answered: bool
) -> None:
    key, cert = certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(cert))
    with systems.receiver(context=context) as other:
        port = int(other.address.rpartition(":")[2].partition("/")[0])
        names(monkeypatch, "127.0.0.1")
        where = target(f"https://{name}:{port}/", LOOPBACK)
        if answered:
            assert calling.post(where, b"{}", {}, Patience(5, 5)) == 200
        else:
            with pytest.raises(Unreached, match="certificate"):
                calling.post(where, b"{}", {}, Patience(5, 5))
        assert len(other.heard) == answered
