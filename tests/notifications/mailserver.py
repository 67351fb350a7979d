"""A real mail server on loopback, which can be told to refuse, to be slow, and to die."""

from __future__ import annotations

import asyncio
import email
import re
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from tests import services


class PostOffice:
    """``refuse``: the answer to an address. ``die_at``: break the connection there, ``deaths`` times.
    ``delay``: seconds before a text is accepted."""

    def __init__(self) -> None:
        self.letters: list[Message] = []
        self.refuse: dict[str, str] = {}
        self.die_at = ""
        self.deaths = 0
        self.delay = 0.0
        self.sessions = 0
        self.lock = threading.Lock()

    def received(self) -> Counter[str]:
        return Counter(str(letter["To"]) for letter in self.letters)

    def lines(self) -> Counter[tuple[str, str]]:
        """How often each person was told of each commitment of ``crowds``."""
        told: Counter[tuple[str, str]] = Counter()
        for letter in list(self.letters):
            part = next(part for part in letter.walk() if part.get_content_type() == "text/plain")
            text = part.get_payload(decode=True)
            assert isinstance(text, bytes)
            told.update((str(letter["To"]), number) for number in re.findall("甲\\d+乙", text.decode()))
        return told

    def _dies(self, at: str, server: SMTP) -> bool:
        if self.die_at != at or self.deaths <= 0:
            return False
        self.deaths -= 1
        assert isinstance(server.transport, asyncio.Transport)
        server.transport.abort()
        return True

    async def handle_EHLO(  # noqa: N802 (the names are aiosmtpd's)
        self, server: SMTP, session: Any, envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        self.sessions += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if self._dies("rcpt", server):
            return "421 going down"
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:  # noqa: N802
        if self._dies("before the answer", server):
            return "421 going down"
        await asyncio.sleep(self.delay)
        with self.lock:
            self.letters.append(email.message_from_bytes(envelope.content))
        if self._dies("after accepting", server):
            return "421 going down"
        return "250 OK"


@contextmanager
def post_office(port: int = 0) -> Iterator[tuple[PostOffice, int]]:
    office = PostOffice()
    port = port or services.free_port()
    controller = Controller(office, hostname="127.0.0.1", port=port, ready_timeout=30)
    controller.start()
    try:
        yield office, port
    finally:
        controller.stop()
