"""How a letter leaves the site: by mail, or through WeCom, DingTalk, Feishu or a webhook.

One small interface: ``with channel: channel.send(letter)``. What goes wrong is sorted into what may be tried
again without any risk of a second copy, what never will succeed, and what nobody can know.
"""

from __future__ import annotations

import smtplib
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import make_msgid
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Protocol, Self
from urllib.parse import quote

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from notifications.choices import Channel as ChannelName

if TYPE_CHECKING:
    import requests

MESSENGERS: Final = (ChannelName.WECOM, ChannelName.DINGTALK, ChannelName.FEISHU, ChannelName.WEBHOOK)
# Where the address of the person stands in the address of a messenger that can be told to whom.
TO: Final = "{to}"


@dataclass(frozen=True, slots=True)
class Letter:
    """``to`` is the person's address on the channel. ``brief`` names no commitment: messengers are run by
    others, and a robot speaks to a whole group."""

    to: str
    subject: str
    text: str
    html: str
    brief: str


class Trouble(Exception):
    """A letter that was not, or perhaps not, delivered."""


class Down(Trouble):
    """The channel does not answer: no letter was handed over, all may wait."""


class Temporary(Trouble):
    """Certainly not delivered; may succeed later."""


class Permanent(Trouble):
    """Certainly not delivered, and would fail again."""


class Uncertain(Trouble):
    """Handed over, and no answer came: a second try might be a second copy."""


class Channel(Protocol):
    key: str

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None: ...

    def send(self, letter: Letter) -> None: ...


def configured() -> list[str]:
    """The channels beside the in-site messages that this site can use."""
    return [
        *([ChannelName.EMAIL] if settings.MAIL_IS_CONFIGURED else []),
        *(key for key in MESSENGERS if settings.MESSENGER_URLS[key]),
    ]


def wants_address(key: str) -> bool:
    """Whether people give an address of their own; a mail address stands in their account."""
    return key in MESSENGERS and TO in settings.MESSENGER_URLS[key]


def channel(key: str) -> Channel:
    return Mail() if key == ChannelName.EMAIL else Messenger(key, settings.MESSENGER_URLS[key])


# --- mail --------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Mail:
    """Any backend of Django's; one connection for many letters, a new one when it was lost."""

    key: str = ChannelName.EMAIL
    backend: BaseEmailBackend = field(default_factory=get_connection)

    def __enter__(self) -> Self:
        self._open()
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    def _open(self) -> None:
        try:
            self.backend.open()
        except (OSError, smtplib.SMTPException) as error:
            self._close()
            raise Down(shown(error)) from error

    def _close(self) -> None:
        # What the server says to a goodbye changes nothing about what it has accepted.
        try:
            self.backend.close()
        except (OSError, smtplib.SMTPException):
            self.backend = get_connection()

    def send(self, letter: Letter) -> None:
        if not letter.to:
            raise Permanent("no address")  # Django would send it to nobody, and say so to nobody
        self._open()  # does nothing while the connection stands
        try:
            self._message(letter).send()
        except (OSError, smtplib.SMTPException, ValueError) as error:
            if isinstance(error, (OSError, smtplib.SMTPServerDisconnected)):
                self._close()
            raise sorted_mail_error(error) from error

    def _message(self, letter: Letter) -> EmailMultiAlternatives:
        # Answers of absent people, out of the office, are not to come back to us.
        headers = {"Auto-Submitted": "auto-generated", "Message-ID": make_msgid(domain="tracker.invalid")}
        message = EmailMultiAlternatives(
            letter.subject, letter.text, to=[letter.to], headers=headers, connection=self.backend
        )
        message.attach_alternative(letter.html, "text/html")
        return message


def sorted_mail_error(error: Exception) -> Trouble:
    match error:
        case smtplib.SMTPRecipientsRefused():
            code, answer = next(iter(error.recipients.values()))
            return _by_code(code, f"{code} {_text(answer)}")
        case smtplib.SMTPDataError():
            return _by_code(error.smtp_code, shown(error))
        case ValueError():  # an address or a subject that no mail can carry
            return Permanent(shown(error))
        # The connection broke after the text was on its way: the server may have taken it.
        case OSError() if _was_in(smtplib.SMTP.data, error):
            return Uncertain(shown(error))
    return Temporary(shown(error))


def _by_code(code: int, why: str) -> Trouble:
    return Permanent(why) if 500 <= code < 600 else Temporary(why)


def _was_in(function: Any, error: BaseException) -> bool:
    frames = traceback.walk_tb(error.__traceback__)
    return any(frame.f_code is function.__code__ for frame, _ in frames)


def _text(answer: bytes | str) -> str:
    return answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer


def shown(error: BaseException) -> str:
    """For the administrator: what the other side said, without a traceback."""
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_text(error.smtp_error)}"[:500]
    return (f"{error}" or type(error).__name__)[:500]


# --- messengers --------------------------------------------------------------------------------------------

# "Too many at once" and "busy", as WeCom, DingTalk and Feishu number them: the letter may come again.
BUSY_CODES = frozenset({-1, 45009, 45033, 130101, 410100, 9499, 11232})
BUSY_STATUS, LOST_STATUS = frozenset({408, 425, 429, 500, 503}), frozenset({502, 504})


@dataclass(slots=True)
class Messenger:
    """A service that apprise knows by its address. The address holds secrets: it is never shown."""

    key: str
    url: str

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def send(self, letter: Letter) -> None:
        import apprise  # takes most of a second to load: only where something is sent

        if TO in self.url and not letter.to:
            raise Permanent("no address")
        service = apprise.Apprise.instantiate(self.url.replace(TO, quote(letter.to, safe="")))
        if service is None:
            raise Permanent(f"{self.key}: the address is not one of this service")
        with answers() as heard:
            accepted = service.notify(title=letter.subject, body=letter.brief)
        trouble = sorted_answer(heard[-1], robot=self.key != "webhook") if heard else None
        if trouble:
            raise trouble
        if not accepted:
            raise Permanent(f"{self.key}: refused by apprise before anything was sent")


@contextmanager
def answers() -> Iterator[list[requests.Response | requests.RequestException]]:
    """What the services say meanwhile. apprise tells only whether the status was 200, with which robots of
    groups also refuse; and "failed" would not tell whether a second try is safe."""
    import requests

    heard: list[requests.Response | requests.RequestException] = []
    original = requests.Session.send

    def listening(self: requests.Session, request: Any, **options: Any) -> requests.Response:
        try:
            response = original(self, request, **options)
        except requests.RequestException as error:
            heard.append(error)
            raise
        heard.append(response)
        return response

    requests.Session.send = listening  # type: ignore[method-assign]
    try:
        yield heard
    finally:
        requests.Session.send = original  # type: ignore[method-assign]


def sorted_answer(answer: requests.Response | requests.RequestException, *, robot: bool) -> Trouble | None:
    if isinstance(answer, Exception):
        # Its words hold the address, and with it the secret.
        return (Temporary if _before_sending(answer) else Uncertain)(type(answer).__name__)
    status = answer.status_code
    if status in LOST_STATUS:
        return Uncertain(f"HTTP {status}")
    if status >= 400:
        return (Temporary if status in BUSY_STATUS else Permanent)(f"HTTP {status}")
    code, words = _verdict(answer) if robot else (0, "")
    if not code:
        return None
    return (Temporary if code in BUSY_CODES else Permanent)(f"{code} {words}"[:500])


def _before_sending(error: requests.RequestException) -> bool:
    import requests
    from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

    reason = getattr(error.args[0] if error.args else None, "reason", None)
    return isinstance(error, (requests.ConnectTimeout, requests.exceptions.SSLError)) or isinstance(
        reason, (NewConnectionError, ConnectTimeoutError)
    )


def _verdict(answer: requests.Response) -> tuple[int, str]:
    """The code in the body of a robot's answer; 0 is success, and so is a body without one."""
    try:
        body = answer.json()
    except ValueError:
        return 0, ""
    if not isinstance(body, dict):
        return 0, ""
    code = next((body[name] for name in ("errcode", "code", "StatusCode") if body.get(name)), 0)
    return (code if isinstance(code, int) else 0), str(body.get("errmsg") or body.get("msg") or "")
