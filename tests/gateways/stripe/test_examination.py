"""`backoffice doctor` says what is wrong at Stripe, and never shows the key."""

from pathlib import Path

import pytest
from fastapi.responses import JSONResponse, Response

from cli.checks import check_processor
from gateways.stripe_events import EVENTS
from runtime.ports import free_port
from runtime.settings import Settings
from tests.gateways.stripe.shapes import KEY, SECRET, Shape, Shapes, refused

ACCOUNT: Shape = {"id": "acct_1", "object": "account", "charges_enabled": True}


def settings_with(tmp_path: Path, url: str) -> Settings:
    return Settings(
        data=tmp_path,
        processor="stripe",
        processor_url=url,
        processor_key=KEY,
        processor_secret=SECRET,
        base_url="https://portal.example",
    )


def endpoint(**more: object) -> Shape:
    return {
        "id": "we_1",
        "object": "webhook_endpoint",
        "url": "https://portal.example/v1/processor/events",
        "status": "enabled",
        "enabled_events": list(EVENTS),
        **more,
    }


@pytest.mark.parametrize(
    "told",
    [
        (ACCOUNT, [endpoint()], "Stripe tells https://portal.example", ""),
        (ACCOUNT, [endpoint(enabled_events=["*"])], "Stripe tells https://portal.example", ""),
        (refused(403, ""), [endpoint()], "Stripe tells https://portal.example", ""),
        (ACCOUNT, [], "tells nobody", "Add it in Stripe"),
        (ACCOUNT, [endpoint(status="disabled")], "tells nobody", "Add it in Stripe"),
        (ACCOUNT, [endpoint(enabled_events=EVENTS[1:])], "not told", EVENTS[0]),
        (ACCOUNT | {"charges_enabled": False}, [], "may not charge", "activation"),
        (refused(401, ""), [], "refuses the key", "BACKOFFICE_PROCESSOR_KEY"),
        (refused(500, ""), [], "does not answer", "BACKOFFICE_PROCESSOR_URL"),
    ],
)
async def test_what_is_found_at_stripe(
    stripe: Shapes,
    tmp_path: Path,
    told: tuple[Shape | Response, list[Shape], str, str],
) -> None:
    account, endpoints, found, remedy = told
    stripe.answers["GET /v1/account"] = account
    listed = {"object": "list", "data": endpoints, "has_more": False}
    stripe.answers["GET /v1/webhook_endpoints"] = JSONResponse(listed)

    findings = await check_processor(settings_with(tmp_path, stripe.address))

    assert found in findings[-1].found
    assert remedy in findings[-1].remedy
    assert findings[-1].is_well is (remedy == "")
    assert KEY not in str(findings)


async def test_nobody_answers(tmp_path: Path) -> None:
    [finding] = await check_processor(settings_with(tmp_path, f"http://127.0.0.1:{free_port()}"))

    assert "ConnectError" in finding.found
    assert not finding.is_well
