"""The simulator's pages are safe to look at, and its console turns the knobs."""

from dataclasses import replace

import pytest

from tests.gateways.sandbox import Sandbox, page


async def test_text_stays_text(simulator: Sandbox) -> None:
    hostile = replace(page(), description="<script>alert(1)</script>", customer='"><img src=x>')
    answer = await simulator.processor.open_hosted_page(hostile)
    assert answer.hosted_url is not None

    for address in (answer.hosted_url, "/"):
        shown = (await simulator.browser.get(address)).text
        assert "<script" not in shown
        assert "<img" not in shown


async def test_every_answer_keeps_the_browser_careful(simulator: Sandbox) -> None:
    url = await simulator.opened()

    for address in (url, "/", "/pay/nobody", "/nowhere", "/v1/charges/x", "/static/simulator.css"):
        headers = (await simulator.browser.get(address)).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
    shown = await simulator.browser.get(url)
    assert "form-action 'self' http://portal.test;" in shown.headers["content-security-policy"]
    assert "style=" not in shown.text


async def test_the_console_shows_charges_and_changes_methods(simulator: Sandbox) -> None:
    await simulator.charged("pm_card_visa_acme")
    await simulator.deliver()
    shown = (await simulator.browser.get("/")).text
    changed = await simulator.browser.post(
        "/methods", data={"token": "pm_card_visa_acme", "behaviour": "decline:insufficient_funds"}
    )
    declined = await simulator.charged("pm_card_visa_acme", "PAY-000002")

    for words in ("PAY-000001", "€41.00", "succeeded", "pm_card_visa_acme", "charge.succeeded"):
        assert words in shown
    assert changed.headers["location"] == "/#methods"
    assert declined.decline_code == "insufficient_funds"


async def test_a_token_of_another_processor_can_be_played_with(simulator: Sandbox) -> None:
    await simulator.behave("pm_1NabcFromElsewhere", "decline:stolen_card")

    assert (await simulator.charged("pm_1NabcFromElsewhere")).decline_code == "stolen_card"


async def test_the_console_changes_how_events_travel(simulator: Sandbox) -> None:
    await simulator.browser.post("/events", data={"copies": "3", "hold": "true"})
    wishes = simulator.parts.outbox.wishes()

    assert (wishes.copies, wishes.reorder, wishes.hold) == (3, False, True)


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
async def test_no_other_site_turns_the_knobs(simulator: Sandbox, site: str) -> None:
    knobs = {
        "/methods": {"token": "pm_card_visa", "behaviour": "decline:lost_card"},
        "/events": {"hold": "true"},
    }
    for address, form in knobs.items():
        answer = await simulator.browser.post(address, data=form, headers={"Sec-Fetch-Site": site})
        assert answer.status_code == 403
    assert not simulator.parts.outbox.wishes().hold


@pytest.mark.parametrize("behaviour", ["explode", "approve:now", "processing:soon", "delay:nan"])
async def test_nonsense_is_no_behaviour(simulator: Sandbox, behaviour: str) -> None:
    answer = await simulator.browser.post(
        "/methods", data={"token": "pm_card_visa", "behaviour": behaviour}
    )

    assert answer.status_code == 422
