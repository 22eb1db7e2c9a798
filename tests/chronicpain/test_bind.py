"""BIND: where the trial is served, in the ways that people write an address."""

import socket

import pytest

from chronicpain.bind import Bind


@pytest.mark.parametrize(
    ("text", "address", "url"),
    [
        ("127.0.0.1:8000", "127.0.0.1:8000", "http://127.0.0.1:8000/"),
        ("8080", "127.0.0.1:8080", "http://127.0.0.1:8080/"),
        (":8080", "127.0.0.1:8080", "http://127.0.0.1:8080/"),
        ("Klinik.Local", "klinik.local:8000", "http://klinik.local:8000/"),
        ("klinik.local:81", "klinik.local:81", "http://klinik.local:81/"),
        ("[::1]:8080", "[::1]:8080", "http://[::1]:8080/"),
        ("[::1]", "[::1]:8000", "http://[::1]:8000/"),
        ("0.0.0.0:8080", "0.0.0.0:8080", "http://127.0.0.1:8080/"),
        ("[::]:8080", "[::]:8080", "http://[::1]:8080/"),
    ],
)
def test_it_is_a_host_and_a_port_or_either(text: str, address: str, url: str) -> None:
    bind = Bind.parse(text)
    assert (bind.address, bind.url) == (address, url)


@pytest.mark.parametrize("text", ["host:port", "127.0.0.1:", "::1", "0", "65536", "a b:80", "http://x/", "[::1"])
def test_anything_else_is_refused_with_what_can_be_written(text: str) -> None:
    with pytest.raises(ValueError, match=r"host:port, a host, a port or \[::1\]:port"):
        Bind.parse(text)


def test_the_host_is_one_that_may_be_asked_for() -> None:
    assert Bind.parse("klinik.local:81").hosts == ["klinik.local"]
    assert Bind.parse("[::1]:81").hosts == ["[::1]"]


def test_on_every_address_so_are_the_machine_s_own_names(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(None, None, None, "", ("192.0.2.7", 0)), (None, None, None, "", ("fe80::1%eth0", 0, 0, 2))]
    monkeypatch.setattr(socket, "gethostname", lambda: "Bord-PC")
    monkeypatch.setattr(socket, "getaddrinfo", lambda name, port: found if name == "Bord-PC" else [])
    assert Bind.parse("0.0.0.0:81").hosts == ["0.0.0.0", "192.0.2.7", "[fe80::1]", "bord-pc"]


def test_an_address_that_is_taken_is_said_before_anything_starts() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        bind = Bind.parse(str(listener.getsockname()[1]))
        assert "BIND=8080 ./dev run" in bind.refusal()
        assert bind.address in bind.refusal()
    assert bind.refusal() == ""
