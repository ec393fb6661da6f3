"""Cancellations: how, why, what is lost and when; an offer to stay; taken back until the end."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Request
from starlette.responses import Response

from activities.previews import Question, preview
from api.callers import SignedInContact
from api.departures import REASONS
from api.doors import ContactMay
from api.portal import own, steps
from api.portal.confirming import (
    CANCEL,
    Checked,
    Visit,
    confirm,
    confirm_page,
    errors_in,
    send,
    tell,
)
from api.portal.frame import page_named, portal_page
from api.questions import check_may, look
from api.step_forms import AnyCancel, AnyStep, CancelForm, Errors
from domain.availability import is_available
from domain.cancellations import (
    CancelMode,
    CancelReason,
    CommentTooLong,
    Farewell,
    ReasonMissing,
    ReasonNotOffered,
    RetentionOffer,
    check_farewell,
    fitting_offer,
)
from domain.customer_rules import cancel_rules
from domain.errors import BillingError
from domain.money import Money
from domain.policy import Action
from domain.previews import PreviewKind
from domain.subscriptions import SUBSCRIPTION_LIFECYCLE, SubscriptionEvent
from domain.words import N_
from storage.books import Books
from storage.portal.subscriptions import SubscriptionSeen

router = APIRouter(prefix="/subscriptions/{number}", include_in_schema=False)

Looking = Annotated[SignedInContact, ContactMay(Action.SUBSCRIPTION_VIEW)]

MODES = {
    CancelMode.END_OF_TERM: (
        N_("At the end of what is paid for"),
        N_("You use it until then, and you can take the cancellation back."),
    ),
    CancelMode.IMMEDIATELY: (N_("Now"), N_("It ends at once. This cannot be taken back.")),
}
FIELDS: dict[type[BillingError], str] = {
    ReasonMissing: "reason",
    ReasonNotOffered: "reason",
    CommentTooLong: "comment",
}


@dataclass(frozen=True)
class Loss:
    """What ends, when, and what stays to be paid."""

    ends_at: datetime | None
    drops_change: bool
    drops_pause: bool
    owed: Money | None


@router.get("/cancel")
async def cancel_form(request: Request, contact: Looking, number: str) -> Response:
    return await _form_page(Visit(request, contact, number), None, {})


@router.post("/cancel")
async def cancel(request: Request, contact: Looking, number: str, form: AnyCancel) -> Response:
    """The reason first, then what is offered, what is lost, and the confirmation."""
    async with contact.parts.open_books() as books:
        seen = await own.subscription(contact, books, number)
    check_may(contact, steps.right_of(PreviewKind.CANCEL, seen))
    payload, errors = form.read()
    errors |= {} if errors else _farewell(contact, form)
    if errors:
        return await _form_page(Visit(request, contact, number), form, errors)
    if form.step == "confirm" and form.mode == CancelMode.IMMEDIATELY:
        return await confirm(Visit(request, contact, number), CANCEL, form)
    if form.step == "confirm":
        return await send(Visit(request, contact, number), CANCEL, form, payload)
    return await _look_page(Visit(request, contact, number), form)


@router.post("/keep")
async def keep(contact: Looking, number: str, form: AnyStep) -> Response:
    """Take the cancellation back, until the last second."""
    return await tell(contact, number, "remove", form, N_("The cancellation is taken back."))


def _farewell(contact: SignedInContact, form: CancelForm) -> Errors:
    reason = CancelReason(form.reason) if form.reason else None
    try:
        check_farewell(Farewell(reason, form.comment), cancel_rules(contact.preferences))
    except BillingError as refusal:
        return {FIELDS.get(type(refusal), ""): refusal}
    return {}


async def _form_page(
    visit: Visit,
    form: CancelForm | None,
    errors: Errors,
) -> Response:
    contact, number = visit.contact, visit.number
    async with contact.parts.open_books() as books:
        seen = await own.subscription(contact, books, number)
    check_may(contact, steps.right_of(PreviewKind.CANCEL, seen))
    rules = cancel_rules(contact.preferences)
    modes = _modes(seen, contact)
    page = page_named("cancel.html", contact.say(CANCEL.title), "subscriptions")
    return portal_page(
        visit.request,
        contact,
        errors_in(contact, errors, page) if errors else page,
        seen=seen,
        typed=form,
        modes=[(mode.value, *map(contact.say, MODES[mode])) for mode in modes],
        reasons=[
            (reason.value, contact.say(REASONS[reason]))
            for reason in CancelReason
            if reason in rules.reasons
        ],
        reason_required=rules.reason_required,
    )


def _modes(seen: SubscriptionSeen, contact: SignedInContact) -> list[CancelMode]:
    """How it can be cancelled as it stands; only at once where no end is worth waiting for."""
    event = SubscriptionEvent.SCHEDULE_CANCELLATION
    if not SUBSCRIPTION_LIFECYCLE.allows(seen.row.status, event):
        return [CancelMode.IMMEDIATELY]
    offered = cancel_rules(contact.preferences).modes
    return [mode for mode in MODES if mode in offered]


async def _look_page(visit: Visit, form: CancelForm) -> Response:
    """An offer to stay where one makes sense, otherwise what is lost, and when."""
    contact, number = visit.contact, visit.number
    payload, _ = form.read()
    async with contact.parts.open_books() as books:
        seen = await own.subscription(contact, books, number)
        summary = await look(contact, books, seen.row, PreviewKind.CANCEL, payload)
        offer = await _offer(contact, books, seen) if not form.offered else RetentionOffer.NONE
        loss = await _loss(books, seen, form)
    checked = Checked(seen, summary, form.kept)
    if offer is RetentionOffer.NONE:
        return confirm_page(visit, CANCEL, checked, notice="", loss=loss)
    page = page_named("stay.html", contact.say(N_("Before you go")), "subscriptions")
    coupon = contact.preferences.cancel_retention_coupon
    return portal_page(
        visit.request, contact, page, checked=checked, offer=offer.value, coupon=coupon, step=CANCEL
    )


async def _offer(contact: SignedInContact, books: Books, seen: SubscriptionSeen) -> RetentionOffer:
    """What would make sense to this customer, if it would be granted."""
    row, nothing = seen.row, RetentionOffer.NONE
    offer = contact.preferences.cancel_retention_offer
    offer = fitting_offer(offer, row.status, has_coupon=row.coupon is not None)
    needs = {
        RetentionOffer.COUPON: Action.SUBSCRIPTION_EDIT,
        RetentionOffer.DOWNGRADE: Action.SUBSCRIPTION_EDIT,
        RetentionOffer.PAUSE: Action.SUBSCRIPTION_PAUSE,
    }.get(offer)
    if needs is None or not (contact.may(needs) and is_available(needs, row.status)):
        return nothing
    if offer is RetentionOffer.COUPON and not await _is_granted(contact, books, seen):
        return nothing
    return offer


async def _is_granted(contact: SignedInContact, books: Books, seen: SubscriptionSeen) -> bool:
    """Whether the coupon could be redeemed by this customer now."""
    payload = {"coupon": contact.preferences.cancel_retention_coupon}
    question = Question(payload, by_customer=True, at=contact.parts.clock.now())
    try:
        await preview(books, seen.row, PreviewKind.CHANGE, question)
    except BillingError:
        return False
    return bool(payload["coupon"])


async def _loss(books: Books, seen: SubscriptionSeen, form: CancelForm) -> Loss:
    row = seen.row
    ends_at = None
    if form.mode == CancelMode.END_OF_TERM:
        ends_at = row.renews_at or (seen.trial.ends_at if seen.trial else None)
    open_invoices = await books.invoices.outstanding_of(row.number)
    owed = [invoice.balance.outstanding for invoice in open_invoices]
    return Loss(
        ends_at,
        drops_change=await books.changes.open_of(row.number) is not None,
        drops_pause=await books.pauses.open_of(row.number) is not None,
        owed=sum(owed[1:], owed[0]) if owed else None,
    )
