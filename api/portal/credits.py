"""A customer's credit: used for an invoice when they say so."""

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from activities.invoice_credits import spend_credit
from activities.records import Recorded, record
from api.callers import SignedInContact
from api.doors import ContactMay
from api.flash import see_other
from api.inputs import FormBody
from api.portal import own
from api.problems import NothingHere
from api.security.cookies import Jar
from domain.credit_draws import UseOfCredit
from domain.errors import BillingError
from domain.money import Money
from domain.permissions import SwitchedOff
from domain.policy import Action
from domain.words import N_

router = APIRouter(include_in_schema=False)

Using = Annotated[SignedInContact, ContactMay(Action.CREDIT_USE)]


@router.post("/invoices/{number}/credit")
async def use_credit(contact: Using, number: str, form: Annotated[FormBody, Form()]) -> Response:  # noqa: ARG001 - the form carries its token
    """Use what there is to the customer's credit for this invoice; pressed twice, used once."""
    jar, page = Jar.of(contact.parts.settings), f"/invoices/{number}"
    try:
        used = await spend(contact, number)
    except NothingHere:
        raise
    except BillingError as refusal:
        return see_other(jar, page, contact.put(refusal), "bad")
    amount = contact.formats.money_text(used)
    done = contact.say(N_("{amount} of your credit was used for this invoice."), amount=amount)
    return see_other(jar, page, done, "good")


async def spend(contact: SignedInContact, number: str) -> Money:
    """Use credit for one of the customer's invoices; what was used.

    Raises `NothingHere`, `SwitchedOff` and what `spend_credit` does.
    """
    at = contact.parts.clock.now()
    async with contact.parts.open_books() as books:
        await own.invoice(contact, books, number)
        if contact.preferences.credits_use is not UseOfCredit.ASK:
            raise SwitchedOff
        used, customer = await spend_credit(books, number, at)
        done = Recorded(
            contact.actor,
            customer,
            "invoice",
            number,
            "use_credit",
            says=f"{used} of credit for {number}",
            document=number,
            address=contact.address,
        )
        await record(books, done, at)
    await contact.parts.post.deliver(books.told)
    return used
