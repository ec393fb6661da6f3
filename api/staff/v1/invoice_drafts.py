"""Drafts of invoices as JSON: written, changed, made ready, held, issued, discarded."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import Field

from activities.invoice_drafts import BilledTo, Written
from api.amounts import Amount, Price
from api.callers import SignedInStaff
from api.doors import StaffMay
from api.editions import seen_number, tag, tagged
from api.idempotency import IdempotencyKey
from api.inputs import Body, Line, Words
from api.once import Outcome
from api.staff.changes import invoices as changes
from api.staff.chrome import cursors
from api.staff.v1.answers import Listed, Pageful, Paging, listed
from api.staff.v1.bodies import AddressBody
from api.staff.v1.seen import Seen, unmoved
from api.staff.v1.shapes import InvoiceShape, Shape
from api.staff.views.customers import find_customer
from api.staff.views.invoice_drafts import draft_list, draft_view, find_draft
from api.staff.views.invoices import invoice_view
from domain.addresses import PostalAddress
from domain.invoice_drafts import MOST_LINES, Due, WrittenLine
from domain.invoices import InvoiceKind
from domain.money import CurrencyMismatch, Money
from domain.policy import Action
from storage.customers import CustomerRow
from storage.invoice_drafts import InvoiceDraftRow
from storage.invoices import InvoiceRow

router = APIRouter(prefix="/v1/staff", tags=["staff"])

Looking = Annotated[SignedInStaff, StaffMay(Action.INVOICE_VIEW)]
Issuing = Annotated[SignedInStaff, StaffMay(Action.INVOICE_ISSUE)]


class LineBody(Body):
    """`discount` is taken off the whole line."""

    description: Line
    quantity: Annotated[int, Field(ge=1, le=10**9)] = 1
    unit_price: Price
    discount: Price | None = None
    tax_rate: Line | None = None

    def line(self, currency: str) -> WrittenLine:
        """Raises `CurrencyMismatch`."""
        price = self.unit_price.money()
        discount = self.discount.money() if self.discount else Money.zero(currency)
        if {price.currency, discount.currency} != {currency}:
            raise CurrencyMismatch(left=str(price), right=currency)
        return WrittenLine(self.description, self.quantity, price, discount, self.tax_rate)


class BilledToBody(Body):
    """What is left out is as the customer is known."""

    name: Line | None = None
    tax_id: Line | None = None
    billing_address: AddressBody | None = None
    shipping_address: AddressBody | None = None

    def billed_to(self, customer: CustomerRow) -> BilledTo:
        billing = self.billing_address.address() if self.billing_address else None
        shipping = self.shipping_address.address() if self.shipping_address else None
        return BilledTo(
            self.name or customer.name,
            customer.tax_id if self.tax_id is None else self.tax_id,
            billing or PostalAddress(**customer.billing_address),
            shipping or billing or PostalAddress(**customer.shipping_address),
        )


class ContentBody(Body):
    """Due after `due_days`, or on `due_on`; with neither as the preferences say."""

    lines: Annotated[list[LineBody], Field(min_length=1, max_length=MOST_LINES)]
    billed_to: BilledToBody = BilledToBody()
    due_days: int | None = None
    due_on: Annotated[date | None, Field(strict=False)] = None
    purchase_order: Line = ""
    notes: Words = ""
    terms: Words = ""
    project: Line = ""

    def written(self, customer: CustomerRow, kind: InvoiceKind = InvoiceKind.INVOICE) -> Written:
        """Raises `CurrencyMismatch` and `NetDaysOutOfRange`."""
        return Written(
            lines=tuple(line.line(customer.currency) for line in self.lines),
            billed_to=self.billed_to.billed_to(customer),
            due=Due(self.due_days, self.due_on),
            purchase_order=self.purchase_order,
            notes=self.notes,
            terms=self.terms,
            project=self.project,
            kind=kind,
        )


class DraftBody(ContentBody):
    customer: Line
    kind: Annotated[InvoiceKind, Field(strict=False)] = InvoiceKind.INVOICE


class WrittenLineShape(Shape):
    description: str
    quantity: int
    unit_price: Amount
    discount: Amount
    tax_rate: str | None

    @classmethod
    def of(cls, line: WrittenLine) -> "WrittenLineShape":
        return cls(
            description=line.description,
            quantity=line.quantity,
            unit_price=Amount.of(line.unit_price),
            discount=Amount.of(line.discount),
            tax_rate=line.tax,
        )


class DraftShape(Shape):
    """`invoice` is the number that it was issued with, `issues_at` when that happens by itself."""

    number: str
    kind: InvoiceKind
    customer: str
    status: str
    invoice: str | None
    project: str | None
    issues_at: datetime | None
    due_days: int | None
    due_on: date | None
    purchase_order: str
    subtotal: Amount
    tax: Amount
    total: Amount

    @classmethod
    def of(cls, found: tuple[InvoiceDraftRow, InvoiceRow]) -> "DraftShape":
        draft, row = found
        return cls(
            number=draft.number,
            kind=row.kind,
            customer=draft.customer,
            status=draft.status,
            invoice=row.number,
            project=row.project,
            issues_at=draft.issues_at,
            due_days=draft.net_days,
            due_on=draft.due_on,
            purchase_order=row.purchase_order,
            subtotal=Amount.of(row.money(row.subtotal_minor_units)),
            tax=Amount.of(row.money(row.tax_minor_units)),
            total=Amount.of(row.total),
        )


class DraftDetail(DraftShape):
    lines: list[WrittenLineShape]
    notes: str
    terms: str


class DraftQuery(Paging):
    customer: Line = ""


async def seen_draft(request: Request, staff: Issuing, number: str) -> Seen[InvoiceDraftRow]:
    """Raises `NoSuchDraft`, `EditionMissing` and `EditionMoved`."""
    async with staff.parts.open_books() as books:
        row = await find_draft(books, number)
    return Seen(staff, row, seen_number(request, number))


SeenDraft = Annotated[Seen[InvoiceDraftRow], Depends(seen_draft)]


@router.get("/invoice-drafts")
async def list_drafts(
    request: Request, response: Response, staff: Looking, asked: Annotated[DraftQuery, Query()]
) -> Listed[DraftShape]:
    pages = cursors(staff, "invoice-drafts")
    key = pages.read(asked.after)
    async with staff.parts.open_books() as books:
        view = await draft_list(
            books,
            customer=asked.customer or None,
            before=key[0] if key else "",
            limit=asked.limit + 1,
        )
    found = Pageful(view.drafts, asked.limit, lambda row: pages.write(row[0].number))
    return listed(request, response, found, DraftShape.of)


@router.post("/invoice-drafts", status_code=201)
async def create_draft(
    response: Response, staff: Issuing, key: IdempotencyKey, body: DraftBody
) -> DraftDetail:
    """Nobody but staff sees it, and it has no number yet."""
    async with staff.parts.open_books() as books:
        customer = await find_customer(books, body.customer)
    outcome = await changes.write(staff, key, customer.number, body.written(customer, body.kind))
    response.headers["Location"] = f"/v1/staff/invoice-drafts/{outcome.done.key}"
    return await _draft(response, staff, outcome.done.key)


@router.get("/invoice-drafts/{number}")
async def show_draft(response: Response, staff: Looking, number: str) -> DraftDetail:
    return await _draft(response, staff, number)


@router.put("/invoice-drafts/{number}")
async def change_draft(
    draft: SeenDraft, response: Response, key: IdempotencyKey, body: ContentBody
) -> DraftDetail:
    """As it was seen: the ETag goes into `If-Match`. A grace that runs goes on."""
    staff, number = draft.staff, draft.row.number
    async with staff.parts.open_books() as books:
        written = body.written(await books.customers.get(draft.row.customer))
    outcome = await changes.rewrite(staff, key, number, draft.edition, written)
    return await _done(response, staff, outcome)


@router.delete("/invoice-drafts/{number}")
async def discard_draft(draft: SeenDraft, response: Response, key: IdempotencyKey) -> DraftDetail:
    """As it was seen."""
    outcome = await changes.discard(draft.staff, key, draft.row.number, draft.edition)
    return await _done(response, draft.staff, outcome)


@router.post("/invoice-drafts/{number}/ready")
async def ready(draft: SeenDraft, response: Response, key: IdempotencyKey) -> DraftDetail:
    """As it was seen, it is issued by itself when its grace is over."""
    outcome = await changes.ready(draft.staff, key, draft.row.number, draft.edition)
    return await _done(response, draft.staff, outcome)


@router.post("/invoice-drafts/{number}/hold")
async def hold(response: Response, staff: Issuing, key: IdempotencyKey, number: str) -> DraftDetail:
    return await _done(response, staff, await changes.hold(staff, key, number))


@router.post("/invoice-drafts/{number}/issue")
async def issue(draft: SeenDraft, key: IdempotencyKey) -> InvoiceShape:
    """As it was seen: it has a number from now on, and its customer is told."""
    outcome = await changes.issue(draft.staff, key, draft.row.number, draft.edition)
    unmoved(outcome.refusal)
    async with draft.staff.parts.open_books() as books:
        return InvoiceShape.of((await invoice_view(books, outcome.done.key)).invoice)


async def _done(response: Response, staff: SignedInStaff, outcome: Outcome) -> DraftDetail:
    unmoved(outcome.refusal)
    return await _draft(response, staff, outcome.done.key)


async def _draft(response: Response, staff: SignedInStaff, number: str) -> DraftDetail:
    async with staff.parts.open_books() as books:
        view = await draft_view(staff, books, number)
    tagged(response, tag(number, view.draft.edition))
    return DraftDetail(
        **vars(DraftShape.of((view.draft, view.invoice))),
        lines=[WrittenLineShape.of(line) for line in view.lines],
        notes=view.invoice.notes,
        terms=view.invoice.terms,
    )
