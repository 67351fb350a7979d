"""One POST to another system: to the address that was looked at, without redirects, proxies or patience."""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from threading import Timer
from typing import Final

from notifications.webhooks.addresses import Target


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds for each step, and for all of it: who answers a byte at a time is not waited for."""

    step: float = 10.0
    whole: float = 20.0


PATIENCE: Final = Patience()


class Unreached(Exception):
    """No answer came. Whether the other system has it nobody knows."""


class _Call(http.client.HTTPConnection):
    def __init__(self, target: Target, seconds: float) -> None:
        self.target = target
        self.default_port = 443 if target.secure else 80
        super().__init__(target.host, target.port, timeout=seconds)

    def connect(self) -> None:
        self.sock = socket.create_connection((self.target.address, self.target.port), self.timeout)
        if self.target.secure:
            context = ssl.create_default_context()
            secured = context.wrap_socket(
                self.sock, server_hostname=self.target.host, do_handshake_on_connect=False
            )
            self.sock = secured
            secured.do_handshake()

    def cut(self) -> None:
        if self.sock is not None:
            with suppress(OSError):
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)


def post(target: Target, body: bytes, headers: Mapping[str, str], patience: Patience = PATIENCE) -> int:
    """The status of the answer, whose words are not read."""
    call = _Call(target, patience.step)
    timer = Timer(patience.whole, call.cut)
    timer.daemon = True
    timer.start()
    try:
        call.request("POST", target.path, body, dict(headers))
        return call.getresponse().status
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Unreached((str(error) or type(error).__name__)[:300]) from error
    finally:
        timer.cancel()
        call.close()
