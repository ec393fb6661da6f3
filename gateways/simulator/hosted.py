"""Hosted pages: where a customer pays, and where the customer's bank asks the customer."""

from typing import Annotated, Final, Literal
from urllib.parse import urlsplit

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from gateways.simulator.cards import ON_PAGE, offered
from gateways.simulator.charges import ChargeRecord
from gateways.simulator.parts import Parts, Simulator
from gateways.simulator.views import TEMPLATES, policy_that_lets_go_to

_UNCHOSEN: Final = 422

router = APIRouter(prefix="/pay")


@router.get("/{page}")
async def show_page(page: str, request: Request, simulator: Simulator) -> Response:
    """The step at which the payment is. Looking changes nothing."""
    return _step(request, simulator, simulator.desk.find_page(page))


@router.post("/{page}")
async def pay(
    page: str,
    request: Request,
    simulator: Simulator,
    card: Annotated[str, Form()] = "",
    save: Annotated[bool, Form()] = False,
) -> Response:
    """Pay with the chosen card."""
    chosen = ON_PAGE.get(card)
    record = simulator.desk.find_page(page)
    if chosen is None or chosen not in offered(bank_account=record.bank_account):
        return _step(request, simulator, record, status=_UNCHOSEN)
    return _onward(page, simulator.desk.pay(page, chosen, save=save))


@router.post("/{page}/cancellation")
async def cancel(page: str, simulator: Simulator) -> Response:
    """Go back without paying."""
    record = simulator.desk.find_page(page)
    if record.is_hosted:
        record = simulator.desk.cancel(record.attempt)
    return _onward(page, record)


@router.post("/{page}/confirmation")
async def authenticate(
    page: str, simulator: Simulator, answer: Annotated[Literal["approve", "refuse"], Form()]
) -> Response:
    """What the customer told the bank."""
    record = simulator.desk.authenticate(page, approved=answer == "approve")
    return _onward(page, record)


def _step(request: Request, simulator: Parts, record: ChargeRecord, status: int = 200) -> Response:
    return TEMPLATES.TemplateResponse(
        request,
        _template(record),
        {
            "charge": record,
            "method": simulator.desk.method(record),
            "merchant": record.merchant or simulator.settings.merchant,
            "cards": offered(bank_account=record.bank_account),
            "unchosen": status == _UNCHOSEN,
            "back": record.return_url or _front_door(simulator),
        },
        status_code=status,
        headers=policy_that_lets_go_to(record.return_url),
    )


def _template(record: ChargeRecord) -> str:
    if not record.waits_for_customer:
        return "ended.html"
    return "confirm.html" if record.method else "pay.html"


def _onward(page: str, record: ChargeRecord) -> Response:
    """To the next step; when there is none, back to the merchant, who asks how it went."""
    over = not record.waits_for_customer
    target = record.return_url if over and record.return_url else f"/pay/{page}"
    return RedirectResponse(target, status_code=303)


def _front_door(simulator: Parts) -> str | None:
    """Where the merchant lives, as far as we know."""
    parts = urlsplit(simulator.settings.events_url)
    return f"{parts.scheme}://{parts.netloc}/" if parts.netloc else None
