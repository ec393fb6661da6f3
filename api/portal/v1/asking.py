"""What programs ask for: to pay, to activate, to extend, to switch. Each once per key."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import Field
from starlette.responses import Response

from api.amounts import Amount, Sum
from api.callers import SignedInContact
from api.doors import ContactMay
from api.idempotency import IdempotencyKey
from api.inputs import Body
from api.portal import own
from api.portal.auto_charge import auto_charge_order
from api.portal.credits import spend
from api.portal.orders import Wish, check_of, pay_order
from api.portal.trials import trial_order
from api.portal.v1.answers import give
from api.portal.v1.shapes import CommandShape
from api.portal.views.paying import MOST_AT_ONCE, FrozenShare
from domain.money import CurrencyMismatch, Money
from domain.policy import Action
from storage.books import Books

router = APIRouter(prefix="/v1")

Extending = Annotated[SignedInContact, ContactMay(Action.TRIAL_EXTEND)]
Paying = Annotated[SignedInContact, ContactMay(Action.INVOICE_PAY)]
Switching = Annotated[SignedInContact, ContactMay(Action.SUBSCRIPTION_AUTO_CHARGE)]
UsingCredit = Annotated[SignedInContact, ContactMay(Action.CREDIT_USE)]
Number = Annotated[str, Field(pattern=r"^[A-Z]{2,8}-[0-9]{6,15}$")]
ACCEPTED: dict[int | str, dict[str, Any]] = {
    200: {"model": CommandShape},
    202: {"model": CommandShape},
}


class ShareBody(Body):
    """How much of an invoice, in the invoice's currency."""

    number: Number
    amount: Sum


class PayBody(Body):
    """Without `method` the customer pays on the processor's page."""

    invoices: Annotated[list[ShareBody], Field(min_length=1, max_length=MOST_AT_ONCE)]
    method: Number | None = None
    save_method: bool = False


class SwitchBody(Body):
    on: bool


@router.post("/payments", responses=ACCEPTED, response_model=None)
async def pay(contact: Paying, body: PayBody, key: IdempotencyKey) -> Response:
    """Pay these invoices with one payment, at the amounts that were seen."""
    named = {each.number: each.amount.money() for each in body.invoices}
    shares = [FrozenShare(each.number, each.amount.amount) for each in body.invoices]
    wish = Wish(key, shares, body.method, body.save_method)

    async def check(books: Books) -> None:
        await _check_currencies(contact, books, named)
        await check_of(contact, wish)(books)

    return await give(contact, pay_order(contact, wish), check)


async def _check_currencies(
    contact: SignedInContact, books: Books, named: Mapping[str, Money]
) -> None:
    """Raises `CurrencyMismatch`: somebody who means dollars must not pay euros."""
    for seen in await own.payables(contact, books).numbered(list(named)):
        outstanding, asked = seen.row.balance.outstanding, named[seen.row.number or ""]
        if asked.currency != outstanding.currency:
            raise CurrencyMismatch(left=str(asked), right=str(outstanding))


@router.post("/subscriptions/{number}/extension", responses=ACCEPTED, response_model=None)
async def extend(contact: Extending, number: str, key: IdempotencyKey) -> Response:
    """Begin an expired trial again."""
    check = own.check_of_subscription(contact, number)
    return await give(contact, trial_order(contact, number, "extend", key), check)


@router.put("/subscriptions/{number}/auto-charge", responses=ACCEPTED, response_model=None)
async def switch_auto_charge(
    contact: Switching, number: str, body: SwitchBody, key: IdempotencyKey
) -> Response:
    """Charge the subscription automatically from now on, or no longer."""
    check = own.check_of_subscription(contact, number)
    return await give(contact, auto_charge_order(contact, number, key, on=body.on), check)


@router.post("/invoices/{number}/credit")
async def use_credit(contact: UsingCredit, number: str, key: IdempotencyKey) -> Amount:
    """Use what there is to the customer's credit for this invoice; how much that was."""
    return Amount.of(await spend(contact, key, number))
