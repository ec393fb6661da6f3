"""Paying: choose how, see how much, confirm; one invoice or everything that is owed."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from api.callers import SignedInContact
from api.doors import ContactMay
from api.flash import see_other
from api.inputs import FormBody, Line, Sealed
from api.portal import own
from api.portal.frame import after, give, page_named, portal_page
from api.portal.orders import Wish, check_of, pay_order
from api.portal.refusals import NothingToPay
from api.portal.views.paying import Choice, FrozenShare, can_choose, choice_of, chosen, confirmed
from api.security.cookies import Jar
from domain.money import NotAnAmount
from domain.numbers import shelf_of
from domain.policy import Action
from domain.words import N_
from storage.books import Books
from storage.portal.invoices import InvoiceSeen

router = APIRouter(include_in_schema=False)

Paying = Annotated[SignedInContact, ContactMay(Action.INVOICE_PAY)]
PayingAll = Annotated[SignedInContact, ContactMay(Action.INVOICE_PAY_ALL)]
NEW_METHOD = "new"
MOST_SHOWN = 300


class PayForm(FormBody):
    bill: Sealed = ""
    method: Line = ""
    save_method: Line = ""
    amount: Line = ""


@router.get("/pay")
async def pay_all_page(request: Request, contact: PayingAll) -> Response:
    async with contact.parts.open_books() as books:
        invoices = await _everything(contact, books)
        choice = await choice_of(contact, books, invoices)
    if not choice.bills and not choice.under_way:
        return _nothing(contact, "/invoices")
    return _page(request, contact, choice, contact.say(N_("Pay everything")))


@router.get("/invoices/{number}/pay")
async def pay_invoice_page(request: Request, contact: Paying, number: str) -> Response:
    async with contact.parts.open_books() as books:
        seen = await own.invoice(contact, books, number)
    return await pay_page(request, contact, seen)


async def pay_page(request: Request, contact: SignedInContact, seen: InvoiceSeen) -> Response:
    """Where an invoice, or a retainer invoice, is paid."""
    number = seen.row.number or ""
    async with contact.parts.open_books() as books:
        choice = await choice_of(contact, books, [seen])
    if not choice.bills and not choice.under_way:
        return _nothing(contact, f"/{shelf_of(number)}/{number}")
    return _page(request, contact, choice, contact.say(N_("Pay {number}"), number=number))


@router.post("/payments")
async def pay(request: Request, contact: Paying, form: Annotated[PayForm, Form()]) -> Response:
    """Pay what was confirmed. Pressed twice, it pays once."""
    shown = confirmed(contact, form.bill)
    try:
        shares = chosen(contact, shown, form.amount)
    except NotAnAmount as refusal:
        return await _ask_again(request, contact, shown, (form, refusal))
    first = shares[0].number
    back = f"/{shelf_of(first)}/{first}" if len(shares) == 1 else "/invoices"
    wish = _wish(form, shares)
    decided = await give(contact, pay_order(contact, wish), check_of(contact, wish))
    return after(contact, decided, f"/payments/{decided.key}?go=on", back=back)


async def _everything(contact: SignedInContact, books: Books) -> list[InvoiceSeen]:
    """What is outstanding, the oldest due date first; of each currency what can be shown."""
    by_currency = defaultdict[str, list[str]](list)
    for row in await books.invoices.outstanding(contact.customer.number):
        by_currency[row.currency].append(row.number or "")
    shown = [number for numbers in by_currency.values() for number in numbers[:MOST_SHOWN]]
    return await own.invoices(contact, books).numbered(shown)


async def _ask_again(
    request: Request,
    contact: SignedInContact,
    shares: Sequence[FrozenShare],
    refused: tuple[PayForm, NotAnAmount],
) -> Response:
    """The same bill, with what was typed and why it is no amount."""
    form, refusal = refused
    async with contact.parts.open_books() as books:
        seen = await own.invoices(contact, books).numbered([share.number for share in shares])
        choice = await choice_of(contact, books, seen)
    page = page_named("pay.html", contact.say(N_("Pay")), "invoices")
    again = page.again({"amount-1": contact.put(refusal)})
    return portal_page(request, contact, again, given=form, **_words(contact, choice))


def _wish(form: PayForm, shares: Sequence[FrozenShare]) -> Wish:
    is_new = form.method in ("", NEW_METHOD)
    return Wish(
        key=form.idempotency_key,
        shares=shares,
        method=None if is_new else form.method,
        save_method=is_new and bool(form.save_method),
    )


def _page(request: Request, contact: SignedInContact, choice: Choice, title: str) -> Response:
    page = page_named("pay.html", title, "invoices")
    return portal_page(request, contact, page, given=PayForm(csrf=""), **_words(contact, choice))


def _words(contact: SignedInContact, choice: Choice) -> Mapping[str, object]:
    return {
        "choice": choice,
        "can_save": contact.may(Action.PAYMENT_METHOD_EDIT),
        "leasts": contact.preferences.payments_partial_min,
        "can_choose": can_choose(contact) and not choice.has_retainer,
    }


def _nothing(contact: SignedInContact, location: str) -> Response:
    jar = Jar.of(contact.parts.settings)
    return see_other(jar, location, contact.say(NothingToPay.message), "info")
