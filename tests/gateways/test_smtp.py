"""Mail leaves as it should, and each answer of the server is understood."""

import socket
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from gateways.smtp import Mail, MailDeferred, MailRefused, MailSender
from runtime.failpoints import VARIABLE, FailpointReached
from tests.gateways.smtp_servers import Postbox, smtp_server

MAIL = Mail(
    message_id="<MSG-000001@portal.test>",
    sender="Nordwind Über <billing@portal.test>",
    recipient="Zoë <zoe@customer.test>",
    subject="Ihre Rechnung INV-000042 über 41,00 €",
    text="Guten Tag Zoë,\n" + "ein sehr langer Satz " * 100,
    html="<p>Guten Tag Zoë</p>" + "<b>x</b>" * 400,
    date=datetime(2026, 1, 31, 9, 0, tzinfo=UTC),
    headers=(("X-Kind", "receipt"),),
)


async def deliver(postbox: Postbox, mail: Mail = MAIL, timeout: float = 5) -> None:  # noqa: ASYNC109 (SMTP's own)
    async with smtp_server(postbox) as port:
        await MailSender("127.0.0.1", port, timeout=timeout).send(mail)


async def test_a_mail_arrives_whole() -> None:
    postbox = Postbox()

    await deliver(postbox)

    [raw] = postbox.received
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert postbox.recipients == ["zoe@customer.test"]
    assert message["From"] == MAIL.sender
    assert message["To"] == MAIL.recipient
    assert message["Subject"] == MAIL.subject
    assert message["Message-ID"] == MAIL.message_id
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Date"].datetime == MAIL.date
    assert message["X-Kind"] == "receipt"
    text, html = (message.get_body((kind,)) for kind in ("plain", "html"))
    assert text is not None
    assert text.get_content().split() == MAIL.text.split()
    assert html is not None
    assert html.get_content().strip() == MAIL.html


async def test_an_address_in_another_script_arrives() -> None:
    postbox = Postbox()

    await deliver(postbox, replace(MAIL, recipient="用户@例え.test"))

    assert postbox.recipients == ["用户@例え.test"]


@pytest.mark.parametrize(
    "postbox",
    [
        Postbox(to_rcpt="450 greylisted, come back"),
        Postbox(to_data="451 out of space"),
        Postbox(to_data="421 closing"),
        Postbox(hang_up_at="RCPT"),
        Postbox(hang_up_at="DATA"),
    ],
)
async def test_what_may_pass_later_is_deferred(postbox: Postbox) -> None:
    with pytest.raises(MailDeferred):
        await deliver(postbox)


async def test_a_server_that_does_not_answer_is_not_waited_for() -> None:
    with pytest.raises(MailDeferred, match="Timeout"):
        await deliver(Postbox(hang_at="DATA"), timeout=0.2)


async def test_no_server_is_deferred() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

    with pytest.raises(MailDeferred):
        await MailSender("127.0.0.1", port).send(MAIL)


@pytest.mark.parametrize(
    "postbox", [Postbox(to_rcpt="550 no such user"), Postbox(to_data="554 looks like spam")]
)
async def test_a_final_no_is_a_refusal(postbox: Postbox) -> None:
    with pytest.raises(MailRefused, match="55"):
        await deliver(postbox)


@pytest.mark.parametrize(
    "mail",
    [
        replace(MAIL, subject="Hello\r\nBcc: everybody@elsewhere.test"),
        replace(MAIL, subject="Hello\nthere"),
        replace(MAIL, subject="Hello\x00"),
        replace(MAIL, subject="\ud800"),
        replace(MAIL, text="\ud800"),
        replace(MAIL, recipient="zoe@customer.test, mallory@elsewhere.test"),
        replace(MAIL, recipient="zoe@customer.test\r\nBcc: mallory@elsewhere.test"),
        replace(MAIL, recipient="zoe"),
        replace(MAIL, recipient=""),
        replace(MAIL, recipient="(" * 5000),
        replace(MAIL, recipient="Customers: zoe@customer.test, mallory@elsewhere.test;"),
        replace(MAIL, sender="billing@portal.test, ceo@portal.test"),
        replace(MAIL, message_id="MSG-000001"),
        replace(MAIL, message_id="<MSG-000001@portal.test>\r\nBcc: x@elsewhere.test"),
        replace(MAIL, headers=(("To", "mallory@elsewhere.test"),)),
        replace(MAIL, headers=(("X-Kind: receipt\r\nBcc", "mallory@elsewhere.test"),)),
        replace(MAIL, headers=(("X-Kind", "receipt\nBcc: mallory@elsewhere.test"),)),
    ],
)
async def test_nothing_is_smuggled_into_a_header(mail: Mail) -> None:
    postbox = Postbox()

    with pytest.raises(MailRefused):
        await deliver(postbox, mail)

    assert postbox.received == []


@pytest.mark.parametrize(("place", "sent"), [("before", 0), ("after", 1)])
async def test_it_can_be_broken_before_and_after(
    monkeypatch: pytest.MonkeyPatch, place: str, sent: int
) -> None:
    monkeypatch.setenv(VARIABLE, f"mail.send.{place}=raise")
    postbox = Postbox()

    with pytest.raises(FailpointReached):
        await deliver(postbox)

    assert len(postbox.received) == sent
