"""Moving money by hand: what came in another way, what goes back, what is credited."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from activities.refunds import refundable
from activities.retainer_draws import retainer_paid_by
from api.callers import SignedInStaff
from api.doors import StaffMay
from api.idempotency import checked_key
from api.inputs import FormBody
from api.once import Outcome
from api.staff.changes.money import (
    give_back,
    give_credit,
    receive_payment,
    take_payment_back,
    use_credit_for,
    void_note,
)
from api.staff.chrome import Sheet, console_page, go, go_decided, go_done
from api.staff.inputs import Reader
from api.staff.pages.money_forms import (
    CAUSES,
    HINTS,
    MEANS,
    REASONS,
    SOURCES,
    AnyCredit,
    AnyReceived,
    AnyRefund,
    CreditForm,
    ReceivedForm,
    RefundForm,
)
from api.staff.views.customers import find_customer
from api.staff.views.invoices import invoice_view
from api.staff.views.payments import payment_view
from domain.credits import NothingToCredit
from domain.payments import RecordedBefore
from domain.periods import local_date
from domain.policy import Action
from domain.refunds import RefundSource
from domain.words import N_

router = APIRouter(include_in_schema=False)

Recording = Annotated[SignedInStaff, StaffMay(Action.PAYMENT_RECORD)]
Refunding = Annotated[SignedInStaff, StaffMay(Action.REFUND_CREATE)]
Crediting = Annotated[SignedInStaff, StaffMay(Action.CREDIT_NOTE_ISSUE)]
Voiding = Annotated[SignedInStaff, StaffMay(Action.CREDIT_NOTE_VOID)]
Using = Annotated[SignedInStaff, StaffMay(Action.CREDIT_USE)]
AnyKey = Annotated[FormBody, Form()]


@router.get("/console/payments/{number}/refund")
async def refund_form(request: Request, staff: Refunding, number: str) -> Response:
    async with staff.parts.open_books() as books:
        view = await payment_view(books, number)
        credits = await books.journal.credits(view.customer.number)
        retainer = await retainer_paid_by(books, number)
    has_credit = any(each.currency == view.payment.currency for each in credits)
    source = RefundSource.CREDIT if has_credit else RefundSource.INVOICES
    if retainer and retainer.retainer.status.is_usable:
        source = RefundSource.RETAINER
    return await _refund_page(request, staff, number, RefundForm(csrf="", source=source), {})


@router.post("/console/payments/{number}/refund")
async def refund(request: Request, staff: Refunding, number: str, form: AnyRefund) -> Response:
    """Give money of a payment back."""
    async with staff.parts.open_books() as books:
        payment = (await payment_view(books, number)).payment
    reader = Reader(staff)
    wanted = form.read(reader, payment)
    if wanted is None:
        return await _refund_page(request, staff, number, form, reader.errors)
    given = await give_back(staff, checked_key(form.idempotency_key), payment, wanted)
    if isinstance(given, Outcome):
        return go_done(staff, f"/console/payments/{number}/refund", given, "")
    if given.refusal:
        errors = {"amount": staff.put(given.refusal)}
        return await _refund_page(request, staff, number, form, errors)
    done = N_("It is given back. The bank can take some days.")
    return go_decided(staff, f"/console/payments/{number}", given, done)


@router.post("/console/payments/{number}/return")
async def take_back(staff: Recording, number: str, form: AnyKey) -> Response:
    """Money that came another way came back, or was written down by mistake."""
    outcome = await take_payment_back(staff, checked_key(form.idempotency_key), number)
    done = N_("What it paid is owed again.")
    return go_done(staff, f"/console/payments/{number}", outcome, done)


@router.get("/console/customers/{number}/payments/new")
async def received_form(request: Request, staff: Recording, number: str) -> Response:
    async with staff.parts.open_books() as books:
        customer = await find_customer(books, number)
        organisation = await books.organisations.get()
    today = local_date(staff.parts.clock.now(), organisation.time_zone)
    form = ReceivedForm(
        csrf="", currency=customer.currency, received_on=today.isoformat(), invoices=[]
    )
    return await _received_page(request, staff, number, form, {})


@router.post("/console/customers/{number}/payments")
async def receive(request: Request, staff: Recording, number: str, form: AnyReceived) -> Response:
    """Write down money that came in another way."""
    reader = Reader(staff)
    received = form.read(reader, number)
    if received is None:
        return await _received_page(request, staff, number, form, reader.errors)
    outcome = await receive_payment(staff, checked_key(form.idempotency_key), received)
    if outcome.refusal:
        field = "again" if isinstance(outcome.refusal, RecordedBefore) else "amount"
        errors = {field: staff.put(outcome.refusal)}
        return await _received_page(request, staff, number, form, errors)
    done = N_("The payment is written down.")
    return go(staff, f"/console/payments/{outcome.done.key}", done)


@router.get("/console/invoices/{number}/credit")
async def credit_form(request: Request, staff: Crediting, number: str) -> Response:
    form = CreditForm(csrf="", amounts=[], apply="on")
    return await _credit_page(request, staff, number, form, {})


@router.post("/console/invoices/{number}/credit")
async def credit(request: Request, staff: Crediting, number: str, form: AnyCredit) -> Response:
    """Give back a part of an invoice by a credit note."""
    async with staff.parts.open_books() as books:
        lines = await books.credit_notes.of_invoice((await invoice_view(books, number)).invoice)
    reader = Reader(staff)
    wish = form.read(reader, number, lines)
    if wish is None:
        errors = reader.errors or {"words": staff.put(NothingToCredit())}
        return await _credit_page(request, staff, number, form, errors)
    outcome = await give_credit(staff, checked_key(form.idempotency_key), wish)
    if outcome.refusal:
        errors = {"words": staff.put(outcome.refusal)}
        return await _credit_page(request, staff, number, form, errors)
    done = N_("The credit note is issued, and the customer is told.")
    return go_done(staff, f"/console/invoices/{number}", outcome, done)


@router.post("/console/invoices/{number}/use-credit")
async def use_credit(staff: Using, number: str, form: AnyKey) -> Response:
    outcome = await use_credit_for(staff, checked_key(form.idempotency_key), number)
    done = N_("The customer's credit is used for it.")
    return go_done(staff, f"/console/invoices/{number}", outcome, done)


@router.post("/console/credit-notes/{number}/void")
async def void(staff: Voiding, number: str, form: AnyKey) -> Response:
    """It was a mistake, and nothing of it was used."""
    outcome = await void_note(staff, checked_key(form.idempotency_key), number)
    done = N_("The credit note is void.")
    return go_done(staff, f"/console/credit-notes/{number}", outcome, done)


async def _refund_page(
    request: Request, staff: SignedInStaff, number: str, form: RefundForm, errors: dict[str, str]
) -> Response:
    async with staff.parts.open_books() as books:
        view = await payment_view(books, number)
        facts = await refundable(books, view.payment)
        retainer = await retainer_paid_by(books, number)
        credits = await books.journal.credits(view.customer.number)
    return console_page(
        request,
        staff,
        Sheet("refund.html", N_("Give money back"), "payments", errors=errors),
        view=view,
        facts=facts,
        retainer=retainer,
        credit=[each for each in credits if each.currency == view.payment.currency],
        given=form,
        sources=[
            (each.value, staff.say(words), staff.say(HINTS[each]))
            for each, words in SOURCES.items()
            if retainer or each is not RefundSource.RETAINER
        ],
        causes=[(each.value, staff.say(words)) for each, words in CAUSES.items()],
    )


async def _received_page(
    request: Request, staff: SignedInStaff, number: str, form: ReceivedForm, errors: dict[str, str]
) -> Response:
    async with staff.parts.open_books() as books:
        customer = await find_customer(books, number)
        invoices = await books.invoices.outstanding(number)
        retainers = await books.retainers.outstanding(number)
    return console_page(
        request,
        staff,
        Sheet("received.html", N_("Record a payment"), "payments", errors=errors),
        customer=customer,
        invoices=[*invoices, *retainers],
        given=form,
        means=[(each.value, staff.say(words)) for each, words in MEANS.items()],
    )


async def _credit_page(
    request: Request, staff: SignedInStaff, number: str, form: CreditForm, errors: dict[str, str]
) -> Response:
    async with staff.parts.open_books() as books:
        view = await invoice_view(books, number)
        lines = await books.credit_notes.of_invoice(view.invoice)
    return console_page(
        request,
        staff,
        Sheet("credit.html", N_("Give credit"), "invoices", errors=errors),
        view=view,
        lines=lines,
        given=form,
        reasons=[(each.value, staff.say(words)) for each, words in REASONS.items()],
    )
