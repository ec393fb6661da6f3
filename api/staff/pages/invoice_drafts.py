"""Drafts of invoices: listed, written, looked at as the customer will, and issued."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from markupsafe import Markup
from starlette.responses import Response

from api.callers import SignedInStaff
from api.doors import StaffMay
from api.editions import SeenForm
from api.idempotency import checked_key
from api.inputs import FormBody
from api.paging import PAGE_SIZE, page_of
from api.staff.changes import invoices as changes
from api.staff.choices import choices_in
from api.staff.chrome import Sheet, console_page, cursors, go, go_done
from api.staff.inputs import Reader
from api.staff.pages.invoice_draft_forms import AnyDraft, DraftForm, empty_draft, form_of
from api.staff.pages.line_forms import reasons
from api.staff.views.customers import find_customer
from api.staff.views.invoice_drafts import draft_list, draft_view
from api.staff.views.processes import workflow_url
from domain.invoices import InvoiceKind
from domain.numbers import shelf_of
from domain.policy import Action
from domain.words import N_
from runtime.templates import render
from storage.customers import CustomerRow

router = APIRouter(include_in_schema=False)

Looking = Annotated[SignedInStaff, StaffMay(Action.INVOICE_VIEW)]
Issuing = Annotated[SignedInStaff, StaffMay(Action.INVOICE_ISSUE)]
AnyForm = Annotated[FormBody, Form()]
AnySeen = Annotated[SeenForm, Form()]
HOME = "/console/invoice-drafts"
_ISSUED = {
    "invoices": N_("The invoice was issued."),
    "retainers": N_("The retainer invoice was issued."),
}
_NEW = {
    InvoiceKind.INVOICE: N_("New invoice"),
    InvoiceKind.RETAINER: N_("New retainer invoice"),
}


@dataclass(frozen=True)
class _For:
    """Whose invoice is written, and its draft if there is one already."""

    customer: CustomerRow
    number: str = ""


@router.get("/console/invoice-drafts")
async def list_drafts(
    request: Request,
    staff: Looking,
    customer: Annotated[str, Query(max_length=40)] = "",
    after: Annotated[str, Query(max_length=500)] = "",
) -> Response:
    pages = cursors(staff, "invoice-drafts")
    key = pages.read(after)
    async with staff.parts.open_books() as books:
        view = await draft_list(
            books,
            customer=customer.strip().upper() or None,
            before=key[0] if key else "",
            limit=PAGE_SIZE + 1,
        )
    rows = view.drafts
    last = rows[PAGE_SIZE - 1][0].number if len(rows) > PAGE_SIZE else None
    return console_page(
        request,
        staff,
        Sheet("invoice_drafts.html", N_("Drafts of invoices"), "invoices", "list"),
        list=page_of(request, rows, PAGE_SIZE, pages.write(last) if last else None),
        names=view.names,
        customer=customer,
        may_issue=staff.may(Action.INVOICE_ISSUE),
    )


@router.get("/console/invoice-drafts/new")
async def new_draft(
    request: Request,
    staff: Issuing,
    customer: Annotated[str, Query(max_length=40)] = "",
    kind: InvoiceKind = InvoiceKind.INVOICE,
) -> Response:
    """For a customer; who that is, is asked first."""
    if not customer:
        sheet = Sheet("invoice_for.html", _NEW[kind], "invoices")
        return console_page(request, staff, sheet, kind=kind)
    async with staff.parts.open_books() as books:
        row = await find_customer(books, customer.strip().upper())
    return await _form_page(request, staff, _For(row), empty_draft(row, kind))


@router.post("/console/invoice-drafts")
async def create_draft(request: Request, staff: Issuing, form: AnyDraft) -> Response:
    """A line more or less, or the draft as it stands."""
    async with staff.parts.open_books() as books:
        row = await find_customer(books, form.customer)
    if form.do != "save":
        return await _form_page(request, staff, _For(row), form.pressed())
    reader = Reader(staff)
    written = form.read(reader, row.currency)
    if reader.errors:
        return await _form_page(request, staff, _For(row), form, reader.errors)
    outcome = await changes.write(staff, checked_key(form.idempotency_key), row.number, written)
    if outcome.refusal:
        return await _form_page(request, staff, _For(row), form, {"": staff.put(outcome.refusal)})
    return go(staff, f"{HOME}/{outcome.done.key}", N_("The draft was saved. Nobody else sees it."))


@router.get("/console/invoice-drafts/{number}")
async def show_draft(request: Request, staff: Looking, number: str) -> Response:
    """As its customer will read it, in their language."""
    async with staff.parts.open_books() as books:
        view = await draft_view(staff, books, number)
        grace = (await books.organisations.preferences()).invoices_grace_hours
    zone = view.customer.time_zone
    paper = render(
        staff.parts.templates, "portal/paper.html", view.language, paper=view.paper, zone=zone
    )
    return console_page(
        request,
        staff,
        Sheet("invoice_draft.html", "", "invoices", name=number),
        view=view,
        paper=Markup(paper),  # noqa: S704 - rendered by a template of ours, which escapes
        grace=grace,
        may_issue=staff.may(Action.INVOICE_ISSUE),
        process=workflow_url(staff.parts.settings, f"invoice/{number}"),
    )


@router.get("/console/invoice-drafts/{number}/edit")
async def edit_draft(request: Request, staff: Issuing, number: str) -> Response:
    async with staff.parts.open_books() as books:
        view = await draft_view(staff, books, number)
    return await _form_page(request, staff, _For(view.customer, number), form_of(view))


@router.post("/console/invoice-drafts/{number}")
async def change_draft(request: Request, staff: Issuing, number: str, form: AnyDraft) -> Response:
    async with staff.parts.open_books() as books:
        view = await draft_view(staff, books, number)
    draft = _For(view.customer, number)
    if form.do != "save":
        return await _form_page(request, staff, draft, form.pressed())
    reader = Reader(staff)
    written = form.read(reader, view.customer.currency)
    if reader.errors:
        return await _form_page(request, staff, draft, form, reader.errors)
    key = checked_key(form.idempotency_key)
    outcome = await changes.rewrite(staff, key, number, form.seen, written)
    if outcome.refusal:
        why = outcome.refusal
        return await _form_page(request, staff, draft, form.refused(why), reasons(staff, why))
    return go(staff, f"{HOME}/{number}", N_("The draft was saved. Nobody else sees it."))


@router.post("/console/invoice-drafts/{number}/ready")
async def ready(staff: Issuing, number: str, form: AnySeen) -> Response:
    outcome = await changes.ready(staff, checked_key(form.idempotency_key), number, form.seen)
    done = N_("It is issued by itself when its grace is over.")
    return go_done(staff, f"{HOME}/{number}", outcome, done)


@router.post("/console/invoice-drafts/{number}/hold")
async def hold(staff: Issuing, number: str, form: AnyForm) -> Response:
    outcome = await changes.hold(staff, checked_key(form.idempotency_key), number)
    return go_done(staff, f"{HOME}/{number}", outcome, N_("It waits until somebody issues it."))


@router.post("/console/invoice-drafts/{number}/discard")
async def discard(staff: Issuing, number: str, form: AnySeen) -> Response:
    outcome = await changes.discard(staff, checked_key(form.idempotency_key), number, form.seen)
    return go_done(staff, f"{HOME}/{number}", outcome, N_("The draft was discarded."))


@router.post("/console/invoice-drafts/{number}/issue")
async def issue(staff: Issuing, number: str, form: AnySeen) -> Response:
    """It has a number from now on, and its customer is told."""
    outcome = await changes.issue(staff, checked_key(form.idempotency_key), number, form.seen)
    issued = outcome.record.key if outcome.record else ""
    home = f"/console/{shelf_of(issued)}/{issued}" if issued else f"{HOME}/{number}"
    return go_done(staff, home, outcome, _ISSUED[shelf_of(issued)])


async def _form_page(
    request: Request,
    staff: SignedInStaff,
    draft: _For,
    form: DraftForm,
    errors: dict[str, str] | None = None,
) -> Response:
    async with staff.parts.open_books() as books:
        rates = await books.plans.tax_rates()
        usual = (await books.organisations.preferences()).invoices_net_days
    title = N_("Change the draft") if draft.number else _NEW[form.kind]
    return console_page(
        request,
        staff,
        Sheet("invoice_form.html", title, "invoices", "lines", errors or {}),
        given=form,
        customer=draft.customer,
        number=draft.number,
        usual=usual,
        rates=[("", staff.say(N_("No tax"))), *((rate.code, rate.name) for rate in rates)],
        countries=[("", "–"), *choices_in(staff.language).countries],
    )
