"""A real system on loopback that is told, and can be told to fail, to hang, and to lead elsewhere."""

from __future__ import annotations

import json
import ssl
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True, slots=True)
class Heard:
    path: str
    headers: Message
    body: bytes

    @property
    def said(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found

    @property
    def key(self) -> str:
        return str(self.headers["X-Delivery"])


class Receiver:
    """``answers``: the statuses of the next answers, then 200. ``hang``: seconds before each answer."""

    def __init__(self) -> None:
        self.heard: list[Heard] = []
        self.answers: list[int] = []
        self.hang = 0.0
        self.drip = False
        self.lock = threading.Lock()
        self.address = ""

    @property
    def accepted(self) -> Counter[str]:
        return Counter(each.key for each in self.heard)


@contextmanager
def receiver(port: int = 0, context: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    made = Receiver()
    server = ThreadingHTTPServer(("127.0.0.1", port), _handler(made))
    server.daemon_threads = True
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    made.address = f"http://127.0.0.1:{server.server_port}/hook?from=tracker"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def _handler(made: Receiver) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            with made.lock:
                made.heard.append(Heard(self.path, self.headers, body))
                code = made.answers.pop(0) if made.answers else 200
            time.sleep(made.hang)
            with suppress(OSError):  # who asked has hung up
                self._answer(code)

        def _answer(self, code: int) -> None:
            if made.drip:
                for _ in range(200):
                    self.wfile.write(b"H")
                    time.sleep(0.05)
            self.send_response(code)
            if 300 <= code < 400:
                self.send_header("Location", f"http://127.0.0.1:{self.server.server_port}/elsewhere")  # type: ignore[attr-defined]
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    return Handler
