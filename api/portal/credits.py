"""A customer's credit: used for an invoice when they say so."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from activities.invoice_credits import spend_credit
from activities.records import Recorded
from api.callers import SignedInContact
from api.doors import ContactMay
from api.flash import see_other
from api.idempotency import checked_key
from api.inputs import FormBody
from api.once import Asked, once
from api.portal import own
from api.problems import NothingHere
from api.security.cookies import Jar
from domain.errors import BillingError
from domain.money import Money
from domain.permissions import SwitchedOff
from domain.policy import Action
from domain.words import N_
from storage.books import Books

router = APIRouter(include_in_schema=False)

Using = Annotated[SignedInContact, ContactMay(Action.CREDIT_USE)]


@router.post("/invoices/{number}/credit")
async def use_credit(contact: Using, number: str, form: Annotated[FormBody, Form()]) -> Response:
    """Use what there is to the customer's credit for this invoice; pressed twice, used once."""
    jar, page = Jar.of(contact.parts.settings), f"/invoices/{number}"
    try:
        used = await spend(contact, checked_key(form.idempotency_key), number)
    except NothingHere:
        raise
    except BillingError as refusal:
        return see_other(jar, page, contact.put(refusal), "bad")
    amount = contact.formats.money_text(used)
    done = contact.say(N_("{amount} of your credit was used for this invoice."), amount=amount)
    return see_other(jar, page, done, "good")


async def spend(contact: SignedInContact, key: str, number: str) -> Money:
    """Use credit for one of the customer's invoices; what was used, however often it is asked.

    Raises `NothingHere`, `SwitchedOff`, `KeyUsedBefore` and what `spend_credit` does.
    """

    async def work(books: Books, at: datetime) -> Recorded:
        await own.invoice(contact, books, number)
        if not contact.preferences.credits_use.customers_choose:
            raise SwitchedOff
        used, customer = await spend_credit(books, number, at)
        return Recorded(
            contact.actor,
            customer,
            "invoice",
            number,
            "use_credit",
            says=f"{used} of credit for {number}",
            document=number,
            address=contact.address,
            facts={"minor_units": used.minor_units, "currency": used.currency},
        )

    outcome = await once(contact, Asked("invoices/credit", key, {"invoice": number}), work)
    used = outcome.done.payload
    return Money(used["minor_units"], used["currency"])
