"""Which addresses may be called."""

import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haidang.core.sharing import outgoing
from haidang.kernel.action import Invalid


def resolving_to(monkeypatch, *ips):
    found = [(socket.AF_INET6 if ":" in ip else socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 443)) for ip in ips]
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, port, **kinds: found)


@pytest.mark.parametrize(
    "ip",
    [
        "10.0.0.5", "172.16.3.4", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "127.0.0.1",
        "::1", "::", "fe80::1", "fd00::1", "::ffff:10.0.0.5", "::ffff:127.0.0.1", "64:ff9b::a00:5", "2002:a00:5::1",
    ],
)  # fmt: skip
def test_addresses_inside_are_refused(monkeypatch, ip):
    monkeypatch.delenv("HAIDANG_WEBHOOK_LOCAL", raising=False)
    resolving_to(monkeypatch, ip)
    with pytest.raises(Invalid, match="mạng nội bộ"):
        outgoing.target("https://hooks.example/x")


def test_one_inner_address_among_public_ones_is_enough_to_refuse(monkeypatch):
    resolving_to(monkeypatch, "93.184.216.34", "10.0.0.5")
    with pytest.raises(Invalid, match=r"10\.0\.0\.5"):
        outgoing.target("https://hooks.example/")


def test_the_call_goes_to_the_address_that_was_checked(monkeypatch):
    resolving_to(monkeypatch, "93.184.216.34")
    assert outgoing.target("https://hooks.example:8443/a?b=c#d").pinned == "https://93.184.216.34:8443/a?b=c"
    resolving_to(monkeypatch, "2606:2800:220:1::1")
    assert outgoing.target("http://hooks.example/a").pinned == "http://[2606:2800:220:1::1]/a"


@pytest.mark.parametrize("listed", ["hooks.lan", "10.0.0.0/8", "10.0.0.5", "other, hooks.lan"])
def test_what_is_listed_is_meant(monkeypatch, listed):
    monkeypatch.setenv("HAIDANG_WEBHOOK_ALLOW", listed)
    resolving_to(monkeypatch, "10.0.0.5")
    assert outgoing.target("http://hooks.lan/").pinned == "http://10.0.0.5/"


def test_the_machine_itself_is_allowed_only_when_said(monkeypatch):
    resolving_to(monkeypatch, "127.0.0.1")
    monkeypatch.setenv("HAIDANG_WEBHOOK_ALLOW", "localhost,127.0.0.0/8")
    with pytest.raises(Invalid):
        outgoing.target("http://localhost/")
    monkeypatch.setenv("HAIDANG_WEBHOOK_LOCAL", "1")
    assert outgoing.target("http://localhost/").pinned == "http://127.0.0.1/"


@pytest.mark.parametrize(
    "url",
    [
        "", "hooks.example", "ftp://hooks.example", "file:///etc/passwd", "http://", "http://:80/", "http://a:99999/",
        "http://a:0/", "http://user:secret@hooks.example/", "http://[::1", "javascript:alert(1)", "gopher://a/",
    ],
)  # fmt: skip
def test_addresses_of_another_form_are_refused(url):
    with pytest.raises(Invalid, match="url"):
        outgoing.checked(url)


@given(st.text())
def test_any_text_is_an_address_or_is_refused(text):
    try:
        parts = outgoing.checked(text)
    except Invalid:
        return
    assert parts.scheme in ("http", "https")
    assert parts.hostname
