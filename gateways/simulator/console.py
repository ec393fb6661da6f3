"""The console: what a developer sees of the ledger, and the knobs to play a failed renewal with."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from domain.words import N_
from gateways.simulator import charges, events, methods, refunds
from gateways.simulator.behaviours import Behaviour, UnknownBehaviour
from gateways.simulator.events import DeliveryWishes
from gateways.simulator.parts import Simulator
from gateways.simulator.refusals import Refused
from gateways.simulator.sandbox import from_this_house
from gateways.simulator.views import TEMPLATES

_ON_ONE_PAGE: Final = 100

CHOICES: Final = (
    ("approve", N_("approves")),
    ("decline:insufficient_funds", N_("declines: insufficient funds")),
    ("decline:do_not_honor", N_("declines: do not honor")),
    ("decline:expired_card", N_("declines: expired card")),
    ("decline:lost_card", N_("declines: lost card")),
    ("decline:stolen_card", N_("declines: stolen card")),
    ("requires_action", N_("needs 3-D Secure")),
    ("processing:60", N_("succeeds a minute later")),
    ("refuse_repeats:300", N_("declines the same amount for five minutes")),
    ("processing_then_decline:insufficient_funds", N_("fails half a minute later")),
    ("charge_then_drop", N_("charges, then the connection drops")),
    ("charge_then_500", N_("charges, then answers 500")),
    ("delay:20", N_("charges, answers too late")),
    ("unreachable", N_("is unreachable")),
    ("refund_pending:86400", N_("approves; refunds take a day")),
    ("refund_fails:86400", N_("approves; refunds fail after a day")),
    ("refund_then_drop", N_("approves; refunds, then the connection drops")),
    ("dispute_won:86400", N_("is disputed; you win after a day")),
    ("dispute_lost:86400", N_("is disputed; you lose after a day")),
)

router = APIRouter()


@router.get("/")
async def show_console(request: Request, simulator: Simulator) -> Response:
    simulator.desk.settle_due()
    books = simulator.ledger.books
    latest = charges.latest(books, _ON_ONE_PAGE)
    attempts = [charge.attempt for charge in latest]
    return TEMPLATES.TemplateResponse(
        request,
        "console.html",
        {
            "charges": latest,
            "methods": {each.token: each for each in methods.latest(books, _ON_ONE_PAGE)},
            "facts": {charge.attempt: simulator.desk.method(charge) for charge in latest},
            "letters": events.of_charges(books, attempts),
            "refunds": refunds.of_charges(books, attempts),
            "takings": charges.takings(books),
            "waiting": simulator.outbox.waiting(),
            "wishes": simulator.outbox.wishes(),
            "choices": CHOICES,
            "merchant": simulator.settings.merchant,
        },
    )


@router.post("/methods", dependencies=[Depends(from_this_house)])
async def change_behaviour(
    simulator: Simulator, token: Annotated[str, Form()], behaviour: Annotated[str, Form()]
) -> Response:
    """What this method does from now on."""
    try:
        simulator.desk.change_behaviour(token.strip(), Behaviour.parse(behaviour))
    except UnknownBehaviour as unknown:
        raise Refused(422, "unknown_behaviour", str(unknown)) from unknown
    return RedirectResponse("/#methods", status_code=303)


@router.post("/events", dependencies=[Depends(from_this_house)])
async def change_delivery(
    simulator: Simulator,
    copies: Annotated[int, Form(ge=1, le=50)] = 1,
    reorder: Annotated[bool, Form()] = False,
    hold: Annotated[bool, Form()] = False,
    lose: Annotated[bool, Form()] = False,
) -> Response:
    """How events travel from now on."""
    simulator.outbox.wish(DeliveryWishes(copies, reorder, hold, lose))
    return RedirectResponse("/#events", status_code=303)
