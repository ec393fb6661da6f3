"""Hosted pages on which a customer gives a payment method, and the bank asks the customer."""

from typing import Annotated, Final, Literal

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from gateways.simulator.cards import ON_PAGE
from gateways.simulator.parts import Parts, Simulator
from gateways.simulator.set_ups import SetUpRecord
from gateways.simulator.views import TEMPLATES, policy_that_lets_go_to

_UNCHOSEN: Final = 422

router = APIRouter(prefix="/set-up")


@router.get("/{page}")
async def show_page(page: str, request: Request, simulator: Simulator) -> Response:
    """The step at which the set-up is. Looking changes nothing."""
    return _step(request, simulator, simulator.set_ups.find_page(page))


@router.post("/{page}")
async def give(
    page: str, request: Request, simulator: Simulator, card: Annotated[str, Form()] = ""
) -> Response:
    """Give the chosen method."""
    record = simulator.set_ups.find_page(page)
    chosen = ON_PAGE.get(card)
    if chosen is None or chosen not in record.offered:
        return _step(request, simulator, record, status=_UNCHOSEN)
    return _onward(simulator.set_ups.give(page, chosen))


@router.post("/{page}/cancellation")
async def cancel(page: str, simulator: Simulator) -> Response:
    """Go back without giving anything."""
    record = simulator.set_ups.find_page(page)
    return _onward(simulator.set_ups.cancel(record.attempt))


@router.post("/{page}/confirmation")
async def authenticate(
    page: str, simulator: Simulator, answer: Annotated[Literal["approve", "refuse"], Form()]
) -> Response:
    """What the customer told the bank."""
    return _onward(simulator.set_ups.authenticate(page, approved=answer == "approve"))


def _step(request: Request, simulator: Parts, record: SetUpRecord, status: int = 200) -> Response:
    return TEMPLATES.TemplateResponse(
        request,
        "set_up.html",
        {
            "record": record,
            "method": simulator.set_ups.method(record),
            "merchant": record.merchant or simulator.settings.merchant,
            "unchosen": status == _UNCHOSEN,
        },
        status_code=status,
        headers=policy_that_lets_go_to(record.return_url),
    )


def _onward(record: SetUpRecord) -> Response:
    """To the next step; when there is none, back to the merchant, who asks how it went."""
    target = f"/set-up/{record.page}" if record.waits_for_customer else record.return_url
    return RedirectResponse(target, status_code=303)
