"""The channels on real servers: what may be tried again, what never succeeds, what nobody knows."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from notifications import channels
from notifications.channels import Channel, Down, Letter, Permanent, Temporary, Uncertain
from tests import services
from tests.notifications.mailserver import PostOffice, post_office

SMTP = "django.core.mail.backends.smtp.EmailBackend"


def letter(to: str = "heqing@example.cn") -> Letter:
    return Letter(to, "承诺事项提醒：1 项逾期", "正文\n链接", "<p>正文</p>", "您有 1 项逾期，请登录查看。")


@pytest.fixture
def office(settings: Any) -> Iterator[PostOffice]:
    with post_office() as (office, port):
        settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = SMTP, "127.0.0.1", port
        settings.EMAIL_TIMEOUT = 10
        yield office


# --- mail --------------------------------------------------------------------------------------------------


def test_a_letter_arrives_with_both_its_forms(office: PostOffice) -> None:
    with channels.Mail() as mail:
        mail.send(letter())
        mail.send(letter("zhoulan@example.cn"))
    assert office.received() == {"heqing@example.cn": 1, "zhoulan@example.cn": 1}
    assert office.sessions == 1
    first = office.letters[0]
    assert [part.get_content_type() for part in first.walk()][1:] == ["text/plain", "text/html"]
    assert first["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize(
    ("answer", "trouble"),
    [
        pytest.param("550 no such mailbox", Permanent, id="no such mailbox"),
        pytest.param("450 try later", Temporary, id="greylisted"),
        pytest.param("452 mailbox full", Temporary, id="full"),
    ],
)
def test_a_refused_address_is_sorted_and_the_next_one_is_served(
    office: PostOffice, answer: str, trouble: type[Exception]
) -> None:
    office.refuse["nobody@example.cn"] = answer
    with channels.Mail() as mail:
        with pytest.raises(trouble, match=answer[4:]):
            mail.send(letter("nobody@example.cn"))
        mail.send(letter())
    assert office.received() == {"heqing@example.cn": 1}


@pytest.mark.parametrize(
    ("where", "trouble", "arrived"),
    [
        pytest.param("rcpt", Temporary, 0, id="before the text: may come again"),
        pytest.param("before the answer", Uncertain, 0, id="after the text, lost"),
        pytest.param("after accepting", Uncertain, 1, id="after the text, accepted"),
    ],
)
def test_a_connection_that_dies_is_made_anew(
    office: PostOffice, where: str, trouble: type[Exception], arrived: int
) -> None:
    office.die_at, office.deaths = where, 1
    with channels.Mail() as mail:
        with pytest.raises(trouble):
            mail.send(letter())
        mail.send(letter("zhoulan@example.cn"))
    assert office.received()["heqing@example.cn"] == arrived
    assert office.received()["zhoulan@example.cn"] == 1


def test_a_server_that_does_not_answer_in_time_leaves_it_open(office: PostOffice, settings: Any) -> None:
    settings.EMAIL_TIMEOUT, office.delay = 0.3, 5
    with channels.Mail() as mail, pytest.raises(Uncertain):
        mail.send(letter())


def test_a_server_that_is_down_is_noticed_before_anything_is_handed_over(settings: Any) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = SMTP, "127.0.0.1"
    settings.EMAIL_PORT = services.free_port()
    with pytest.raises(Down), channels.Mail():
        pytest.fail("it opened")


def test_an_address_that_no_mail_can_carry_never_succeeds(office: PostOffice) -> None:
    with channels.Mail() as mail:
        with pytest.raises(Permanent):
            mail.send(letter("a@b\nBcc: c@d"))
        mail.send(letter())
    assert office.received() == {"heqing@example.cn": 1}


@pytest.mark.parametrize(
    "channel", [channels.Mail, lambda: channels.Messenger("wecom", "wechat://c:s@1/@{to}")]
)
def test_a_letter_to_nobody_is_not_taken_for_sent(channel: Callable[[], Channel]) -> None:
    with channel() as ready, pytest.raises(Permanent):
        ready.send(letter(""))


# --- messengers --------------------------------------------------------------------------------------------


class Robot(HTTPServer):
    """A messenger's server: answers what it was told to, and keeps what it was sent."""

    status = 200
    answer: dict[str, Any] | None = None

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), RobotHandler)
        self.kept: list[tuple[str, dict[str, Any]]] = []


class RobotHandler(BaseHTTPRequestHandler):
    server: Robot

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.kept.append((self.path, json.loads(body)))
        if self.server.status == 0:  # the line goes dead
            self.connection.close()
            return
        self.send_response(self.server.status)
        self.end_headers()
        self.wfile.write(json.dumps(self.server.answer or {}).encode())

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def robot() -> Iterator[Robot]:
    with Robot() as robot:
        thread = threading.Thread(target=robot.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield robot
        robot.shutdown()
        thread.join()


def messenger(robot: Robot, key: str = "webhook", path: str = "/in") -> channels.Messenger:
    return channels.Messenger(key, f"json://127.0.0.1:{robot.server_port}{path}")


def test_a_messenger_gets_the_brief_form_only(robot: Robot) -> None:
    with messenger(robot, path="/in/{to}") as webhook:
        webhook.send(letter("138 0000"))
    ((path, kept),) = robot.kept
    assert path.startswith("/in/138%200000")
    assert (kept["title"], kept["message"]) == (letter().subject, letter().brief)
    assert "正文" not in json.dumps(kept, ensure_ascii=False)


@pytest.mark.parametrize(
    ("status", "answer", "trouble"),
    [
        pytest.param(400, {}, Permanent, id="bad request"),
        pytest.param(429, {}, Temporary, id="too many"),
        pytest.param(503, {}, Temporary, id="unavailable"),
        pytest.param(504, {}, Uncertain, id="lost behind a gateway"),
        pytest.param(0, {}, Uncertain, id="the line goes dead"),
        pytest.param(200, {"errcode": 93000, "errmsg": "invalid url"}, Permanent, id="refused with 200"),
        pytest.param(200, {"errcode": 45009, "errmsg": "freq"}, Temporary, id="too often, with 200"),
    ],
)
def test_what_a_robot_answers_is_sorted(
    robot: Robot, status: int, answer: dict[str, Any], trouble: type[Exception]
) -> None:
    robot.status, robot.answer = status, answer
    with messenger(robot, "wecom") as wecom, pytest.raises(trouble):
        wecom.send(letter())
    assert len(robot.kept) == 1


@pytest.mark.parametrize("answer", [{"errcode": 0}, {"StatusCode": 0, "code": 0}, {}])
def test_a_robot_that_accepts_is_believed(robot: Robot, answer: dict[str, Any]) -> None:
    robot.answer = answer
    with messenger(robot, "feishu") as feishu:
        feishu.send(letter())


def test_the_code_in_a_webhooks_answer_is_its_own_business(robot: Robot) -> None:
    robot.answer = {"code": 200, "msg": "成功"}
    with messenger(robot) as webhook:
        webhook.send(letter())


def test_a_messenger_that_is_down_may_be_tried_again() -> None:
    url = f"json://127.0.0.1:{services.free_port()}/secret-token"
    with channels.Messenger("webhook", url) as webhook, pytest.raises(Temporary) as caught:
        webhook.send(letter())
    assert "secret-token" not in str(caught.value)


@pytest.mark.parametrize(
    ("key", "url"),
    [
        ("wecom", "wechat://corp:secret@1000002/@{to}"),
        ("wecom", "wecombot://key-of-the-robot"),
        ("dingtalk", "dingtalk://secret@token/{to}"),
        ("feishu", "feishu://token"),
        ("webhook", "jsons://host/path"),
    ],
)
def test_the_documented_addresses_are_understood(key: str, url: str) -> None:
    import apprise

    assert apprise.Apprise.instantiate(url.replace("{to}", "13800000000")) is not None


def test_an_address_of_nothing_is_permanent_and_stays_secret() -> None:
    with channels.Messenger("dingtalk", "dingtalk://no token") as robot, pytest.raises(Permanent) as caught:
        robot.send(letter())
    assert "no token" not in str(caught.value)


def test_only_what_is_set_can_be_chosen(settings: Any) -> None:
    settings.MESSENGER_URLS = dict.fromkeys(channels.MESSENGERS, "") | {"dingtalk": "dingtalk://token/{to}"}
    assert channels.configured() == ["email", "dingtalk"]
    assert channels.wants_address("dingtalk")
    settings.MAIL_IS_CONFIGURED = False
    assert channels.configured() == ["dingtalk"]
