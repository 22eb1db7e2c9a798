"""The address that the trial is served at, read from BIND, and the host names that it answers to."""

import re
import socket
from dataclasses import dataclass
from functools import cached_property

HOST, PORT = "127.0.0.1", 8000
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 — what somebody may ask for
FORM = re.compile(r"(?:\[(?P<ipv6>[0-9a-f:.]+)\]|(?P<name>[a-z0-9_.-]*))(?::(?P<port>\d+))?", re.IGNORECASE)


@dataclass(frozen=True)
class Bind:
    """An address to listen at."""

    host: str
    port: int

    @classmethod
    def parse(cls, text: str) -> "Bind":
        """Read `host:port`, a host, a port, or `[::1]:port`; what is left out is 127.0.0.1, port 8000.

        Raises ValueError with a line for the one who wrote it.
        """
        found = FORM.fullmatch(f":{text}" if text.isdecimal() else text)
        if not found or not 0 < int(found["port"] or PORT) < 65536:
            raise ValueError(f"BIND reads host:port, a host, a port or [::1]:port, not {text!r}.")
        return cls((found["ipv6"] or found["name"] or HOST).lower(), int(found["port"] or PORT))

    @property
    def address(self) -> str:
        """As a server's command line and a URL have it."""
        return f"{_bracketed(self.host)}:{self.port}"

    @property
    def reached_at(self) -> tuple[str, int]:
        """Where this machine reaches it."""
        return EVERYWHERE.get(self.host, self.host), self.port

    @property
    def url(self) -> str:
        return f"http://{_bracketed(self.reached_at[0])}:{self.port}/"

    @cached_property
    def hosts(self) -> list[str]:
        """The names that a browser may ask for, as ALLOWED_HOSTS has them."""
        named = {self.host}
        if self.host in EVERYWHERE:
            named |= {socket.gethostname().lower()}
            named |= {str(found[4][0]).split("%")[0] for found in _addresses(socket.gethostname())}
        return sorted(map(_bracketed, named))

    def refusal(self) -> str:
        """Why nothing can listen here; empty if it can."""
        try:
            found = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)
            family, kind, protocol, _name, address = found[0]
            with socket.socket(family, kind, protocol) as listener:
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                listener.bind(address)
        except OSError as error:
            return f"Nothing can be served on {self.address}: {error.strerror}. Another address: BIND=8080 ./dev run"
        return ""


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _addresses(name: str) -> list[tuple[object, object, object, object, tuple[object, ...]]]:
    try:
        return list(socket.getaddrinfo(name, None))
    except OSError:
        return []
