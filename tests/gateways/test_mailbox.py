"""The mailbox keeps every mail, shows it, and lets nothing in it run."""

import re
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from gateways.mailbox import create_mailbox, start_smtp
from gateways.mailbox.letters import Letters
from gateways.mailbox.pages import LetterAnswer
from gateways.smtp import Attachment, Mail, MailDeferred, MailRefused, MailSender

MAIL = Mail(
    message_id="<MSG-000001@portal.test>",
    sender="Nordwind <billing@portal.test>",
    recipient="Zoë <zoe@customer.test>",
    subject="Ihre Einladung 🎉",
    text="Guten Tag Zoë, hier: http://portal.test/accept?t=1&x=<2>. Bis bald!",
    html='<html><head><title>x</title></head><p>Hi</p><a href="http://portal.test/a">Accept</a>',
    date=datetime(2026, 1, 31, 9, 0, tzinfo=UTC),
)


@dataclass
class Mailbox:
    """A mailbox with its mail server and its pages."""

    folder: Path
    sender: MailSender
    browser: httpx.AsyncClient

    async def only(self) -> LetterAnswer:
        [letter] = (await self.browser.get("/v1/mails")).json()
        return LetterAnswer.model_validate(letter)


@pytest.fixture
async def mailbox(tmp_path: Path) -> AsyncIterator[Mailbox]:
    server = await start_smtp(tmp_path, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    transport = httpx.ASGITransport(create_mailbox(tmp_path))
    async with httpx.AsyncClient(transport=transport, base_url="http://mail.test") as browser:
        yield Mailbox(tmp_path, MailSender("127.0.0.1", port), browser)
    server.close()
    await server.wait_closed()


async def test_a_mail_is_kept_and_read(mailbox: Mailbox) -> None:
    await mailbox.sender.send(MAIL)

    letter = await mailbox.only()
    assert letter.recipients == ["zoe@customer.test"]
    assert letter.sender == MAIL.sender
    assert letter.subject == MAIL.subject
    assert letter.message_id == MAIL.message_id
    assert letter.date == "2026-01-31T09:00:00+00:00"
    assert letter.text.strip() == MAIL.text
    assert letter.html.strip() == MAIL.html
    assert ("Auto-Submitted", "auto-generated") in letter.headers
    again = (await mailbox.browser.get(f"/v1/mails/{letter.id}")).json()
    assert LetterAnswer.model_validate(again) == letter


async def test_a_file_that_comes_with_a_mail_can_be_had_and_never_runs(mailbox: Mailbox) -> None:
    name = "Rechnung INV-1 – <Käse>.pdf"
    await mailbox.sender.send(replace(MAIL, attachments=(Attachment(name, b"%PDF-1.7\n\xff"),)))

    letter = await mailbox.only()
    [file] = letter.files
    assert (file.name, file.media_type, file.size) == (name, "application/pdf", 10)
    answer = await mailbox.browser.get(file.address)
    assert answer.content == b"%PDF-1.7\n\xff"
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert answer.headers["content-type"] == "application/octet-stream"
    page = (await mailbox.browser.get(f"/mails/{letter.id}")).text
    assert "Rechnung INV-1 – &lt;Käse&gt;.pdf" in page
    assert letter.text.strip() == MAIL.text
    assert (await mailbox.browser.get(f"/mails/{letter.id}/files/1")).status_code == 404
    with pytest.raises(MailRefused):
        await mailbox.sender.send(replace(MAIL, attachments=(Attachment("a\r\nX: y", b""),)))


async def test_each_mail_is_a_file_of_its_own(mailbox: Mailbox) -> None:
    await mailbox.sender.send(MAIL)
    await mailbox.sender.send(MAIL)

    files = sorted(mailbox.folder.iterdir())
    assert [file.suffix for file in files] == [".eml", ".eml"]
    assert b"MSG-000001@portal.test" in files[0].read_bytes()


async def test_the_newest_comes_first_and_addresses_are_filtered(mailbox: Mailbox) -> None:
    for number, recipient in enumerate(("a@x.test", "b@x.test", "a@x.test")):
        await mailbox.sender.send(replace(MAIL, recipient=recipient, subject=f"Mail {number}"))

    everything = (await mailbox.browser.get("/v1/mails")).json()
    to_a = (await mailbox.browser.get("/v1/mails", params={"recipient": "A@x.test"})).json()
    page = (await mailbox.browser.get("/", params={"to": "b@x.test"})).text
    assert [letter["subject"] for letter in everything] == ["Mail 2", "Mail 1", "Mail 0"]
    assert [letter["subject"] for letter in to_a] == ["Mail 2", "Mail 0"]
    assert re.findall(r"Mail \d", page) == ["Mail 1"]


async def test_a_mail_can_be_refused_for_play(mailbox: Mailbox) -> None:
    with pytest.raises(MailRefused, match="550"):
        await mailbox.sender.send(replace(MAIL, recipient="bounce+jane@customer.test"))
    with pytest.raises(MailDeferred, match="451"):
        await mailbox.sender.send(replace(MAIL, recipient="later@customer.test"))

    assert (await mailbox.browser.get("/v1/mails")).json() == []


async def test_the_pages_show_who_what_and_when(mailbox: Mailbox) -> None:
    await mailbox.sender.send(MAIL)
    letter = (await mailbox.only()).id

    for address in ("/", f"/mails/{letter}"):
        page = (await mailbox.browser.get(address)).text
        for words in ("zoe@customer.test", MAIL.subject, "2026-01-31 09:00"):
            assert words in page


async def test_links_lead_out_of_the_frame(mailbox: Mailbox) -> None:
    await mailbox.sender.send(MAIL)
    letter = (await mailbox.only()).id

    page = (await mailbox.browser.get(f"/mails/{letter}")).text
    html = (await mailbox.browser.get(f"/mails/{letter}/html")).text

    sandbox = re.search(r'<iframe [^>]*sandbox="([^"]*)"', page)
    assert sandbox is not None
    assert "allow-top-navigation-by-user-activation" in sandbox[1]
    assert '<head><base target="_top"><title>' in html
    assert (
        '<a href="http://portal.test/accept?t=1&amp;x=">http://portal.test/accept?t=1&amp;x=</a>'
        "&lt;2&gt;. Bis bald!" in page
    )


async def test_nothing_in_a_mail_runs(mailbox: Mailbox) -> None:
    evil = '<script>alert(1)</script><img src="http://evil.test/seen" onerror="alert(2)">'
    await mailbox.sender.send(replace(MAIL, subject=evil, text=evil, html=evil))
    letter = (await mailbox.only()).id

    for address in ("/", f"/mails/{letter}"):
        page = await mailbox.browser.get(address)
        assert "<script" not in page.text
        assert "<img" not in page.text
        assert "script-src" not in page.headers["content-security-policy"]
        assert "default-src 'none'" in page.headers["content-security-policy"]
    frame = await mailbox.browser.get(f"/mails/{letter}/html")
    policy = frame.headers["content-security-policy"]
    assert evil in frame.text, "it is shown as it was sent"
    assert "default-src 'none'" in policy
    assert "; sandbox " in policy
    assert "allow-scripts" not in policy
    assert "allow-same-origin" not in policy
    assert "script-src" not in policy
    raw = await mailbox.browser.get(f"/mails/{letter}/raw")
    assert raw.headers["content-type"].startswith("text/plain")
    assert raw.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("letter", ["nonsense", "..%2f..%2fetc%2fpasswd", "0" * 36])
async def test_what_is_not_a_mail_is_not_found(mailbox: Mailbox, letter: str) -> None:
    for address in (f"/mails/{letter}", f"/mails/{letter}/html", f"/mails/{letter}/raw"):
        answer = await mailbox.browser.get(address)
        assert answer.status_code == 404
        assert "There is no such mail" in answer.text
    assert (await mailbox.browser.get(f"/v1/mails/{letter}")).status_code == 404


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no header at all",
        b"Subject: \xff\xfe\r\nFrom: @@@,,<>\r\nTo: ;:\r\nDate: yesterday\r\n\r\nbody",
        b"Subject: =?nonsense?q?=ff?=\r\nContent-Type: text/html; charset=nonsense\r\n\r\n\xff",
        b"Content-Type: multipart/alternative\r\n\r\nno boundary",
        b"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n!",
        b"From: " + b"(" * 2000 + b"\r\n\r\n",
    ],
)
async def test_a_malformed_mail_does_no_harm(mailbox: Mailbox, content: bytes) -> None:
    letter = Letters(mailbox.folder).put(content, ["zoe@customer.test"])

    for address in ("/", f"/mails/{letter}", f"/mails/{letter}/html", "/v1/mails"):
        assert (await mailbox.browser.get(address)).status_code == 200


async def test_the_mail_server_says_when_its_port_is_taken(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(OSError, match="in use"):
        await start_smtp(tmp_path, "127.0.0.1", taken.getsockname()[1])
