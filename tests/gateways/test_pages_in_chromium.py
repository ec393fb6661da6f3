"""What only a browser can tell: redirects that a policy could stop, frames, narrow screens."""

import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from playwright.async_api import Browser, Page, async_playwright

from domain.processor import ChargeStatus
from gateways.mailbox import serve_mailbox
from gateways.serving import serve_pages
from gateways.simulated_processor import SimulatedProcessor
from gateways.simulator import serve_simulator
from gateways.smtp import Mail, MailSender
from runtime.ports import free_port
from tests.gateways.sandbox import KEY, SECRET, charge, page
from tests.gateways.servers import running

pytestmark = pytest.mark.browser

FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
WIDTH = 360


@pytest.fixture
async def portal() -> AsyncIterator[str]:
    app = FastAPI()
    app.get("/{path}", response_class=HTMLResponse)(lambda path: f"<h1>portal: {path}</h1>")
    port = free_port()
    async with running(serve_pages(app, "127.0.0.1", port), port):
        yield f"http://localhost:{port}"


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=FLAGS
        )
        yield chromium
        await chromium.close()


@pytest.fixture
async def phone(browser: Browser) -> AsyncIterator[Page]:
    """A narrow page that runs no script."""
    context = await browser.new_context(
        java_script_enabled=False, viewport={"width": WIDTH, "height": 740}
    )
    yield await context.new_page()
    await context.close()


async def fits(phone: Page) -> bool:
    boxes = [await each.bounding_box() for each in await phone.locator("body *:visible").all()]
    return all(box["x"] + box["width"] <= WIDTH + 1 for box in boxes if box and box["width"] > 1)


async def test_a_customer_pays_on_a_phone_without_scripts(
    tmp_path: Path, portal: str, phone: Page
) -> None:
    port = free_port()
    server = serve_simulator(tmp_path / "ledger.sqlite", port, KEY, SECRET, "")
    async with running(server, port) as address, httpx.AsyncClient(base_url=address) as client:
        processor = SimulatedProcessor(client, KEY, SECRET)
        opened = await processor.open_hosted_page(page(return_url=f"{portal}/paid"))
        assert opened.hosted_url is not None
        await phone.goto(opened.hosted_url)
        assert await fits(phone)
        await phone.get_by_text("needs 3-D Secure").click()
        await phone.get_by_text("future invoices").click()
        await phone.get_by_role("button", name="Pay 41,00").click()
        await phone.get_by_role("button", name="Approve 41,00").click()
        await phone.wait_for_url(f"{portal}/paid")

        paid = await processor.find_charge("PAY-000001")

    assert paid is not None
    assert paid.status is ChargeStatus.SUCCEEDED
    assert paid.method is not None
    assert paid.method.token


async def test_a_developer_lets_a_renewal_fail(tmp_path: Path, phone: Page) -> None:
    port = free_port()
    server = serve_simulator(tmp_path / "ledger.sqlite", port, KEY, SECRET, "")
    async with running(server, port) as address, httpx.AsyncClient(base_url=address) as client:
        processor = SimulatedProcessor(client, KEY, SECRET)
        await processor.create_charge(charge("pm_card_visa_acme"))
        await phone.goto(address)
        assert await fits(phone)
        await phone.get_by_label("What pm_card_visa_acme does").select_option("declines: lost card")
        await phone.get_by_role("button", name="Change").first.click()

        declined = await processor.confirm_charge("PAY-000001")

    assert declined.decline_code == "lost_card"


async def test_a_link_in_a_mail_opens_the_portal_and_a_script_does_not_run(
    tmp_path: Path, portal: str, browser: Browser
) -> None:
    smtp_port, port = free_port(), free_port()
    async with running(serve_mailbox(tmp_path, smtp_port, port), port) as address:
        await MailSender("127.0.0.1", smtp_port).send(
            Mail(
                message_id="<MSG-000001@portal.test>",
                sender="billing@portal.test",
                recipient="zoe@customer.test",
                subject="You are invited",
                text="Hello",
                html=f"<a href='{portal}/accept'>Accept</a><script>top.document.title=1</script>"
                "<img src=x onerror='top.location=1'>",
                date=datetime(2026, 1, 31, tzinfo=UTC),
            )
        )
        reader = await browser.new_page(viewport={"width": WIDTH, "height": 740})
        await reader.goto(address)
        assert await fits(reader)
        await reader.get_by_text("You are invited").click()
        assert await fits(reader)
        assert await reader.title() == "You are invited"
        await reader.frame_locator("iframe").get_by_text("Accept").click()
        await reader.wait_for_url(f"{portal}/accept")
