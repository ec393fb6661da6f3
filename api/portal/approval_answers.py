"""What a customer decides about hours: by entry, as a whole, several at once; pages and /v1."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from api.callers import SignedInContact
from api.commands import Decided
from api.doors import ContactMay
from api.flash import Tone, see_other
from api.idempotency import IdempotencyKey, checked_key
from api.paging import PAGE_SIZE
from api.portal import own
from api.portal.approvals import (
    Refused,
    approval_page,
    approvals_page,
    approvals_shown,
    seen_approval,
)
from api.portal.frame import after as go_on
from api.portal.frame import give, give_all
from api.portal.signing import SIGNING_FIELDS
from api.portal.v1.answers import give as give_for_program
from api.portal.v1.asking import ACCEPTED
from api.portal.verdicts import (
    ApproveBody,
    ApproveForm,
    ChosenForm,
    RejectBody,
    RejectForm,
    verdict_order,
)
from api.security.cookies import Jar
from domain.errors import Invalid
from domain.policy import Action
from domain.signatures import checked_signature
from domain.words import N_

router = APIRouter()

Deciding = Annotated[SignedInContact, ContactMay(Action.TIMESHEET_DECIDE)]
APPROVED = N_("The hours are approved.")
UNDER_WAY = N_("It is being processed. Look again in a moment.")
DECIDED = N_("Your decision was sent.")


@router.post("/approvals/approve", include_in_schema=False)
async def approve_chosen(
    request: Request, contact: Deciding, form: Annotated[ChosenForm, Form()]
) -> Response:
    """Each as it was seen, all signed once; what cannot be approved any more stays.

    The first reason is said, and whether some are not decided yet. Where the signature is wrong
    nothing is approved.
    """
    key = checked_key(form.idempotency_key)
    if form.rounds and (errors := _wrong_signature(contact, form)):
        rows = await approvals_shown(request, contact, None, "", PAGE_SIZE)
        return await approvals_page(request, contact, rows, None, Refused(form, errors))
    async with contact.parts.open_books() as books:
        for number in form.rounds:
            await own.approval(contact, books, number)
    orders = [
        verdict_order(contact, number, "approve", f"{key}-{number}", round=seen, **form.signed)
        for number, seen in form.rounds.items()
    ]
    text, tone = _said_of(contact, await give_all(contact, orders))
    return see_other(Jar.of(contact.parts.settings), "/approvals", text, tone)


@router.post("/approvals/{number}/approve", include_in_schema=False)
async def approve(
    request: Request, contact: Deciding, number: str, form: Annotated[ApproveForm, Form()]
) -> Response:
    """All of it, as it was seen; where the signature is wrong the form comes back."""
    await seen_approval(contact, number)
    said = {"round": form.round, **form.signed}
    order = verdict_order(contact, number, "approve", form.idempotency_key, **said)
    decided = await give(contact, order)
    field = SIGNING_FIELDS.get(type(decided.refusal)) if decided.refusal else None
    if field and decided.refusal:
        refused = Refused(form, {field: contact.put(decided.refusal)})
        return await approval_page(request, contact, number, refused)
    return go_on(contact, decided, f"/approvals/{number}", APPROVED)


@router.post("/approvals/{number}/reject", include_in_schema=False)
async def reject(
    request: Request, contact: Deciding, number: str, form: Annotated[RejectForm, Form()]
) -> Response:
    """A refused form comes back as it was filled in."""
    await seen_approval(contact, number)
    said = {
        "round": form.round,
        "reason": form.reason,
        "rejected": form.rejected,
        "name": form.rest_name,
        "drawing": form.rest_drawing,
    }
    order = verdict_order(contact, number, "reject", form.idempotency_key, **said)
    decided = await give(contact, order)
    if decided.refusal:
        field = SIGNING_FIELDS.get(type(decided.refusal))
        wrong = {f"rest_{field}" if field else "reason": contact.put(decided.refusal)}
        refused = Refused(form, wrong)
        return await approval_page(request, contact, number, refused)
    return go_on(contact, decided, f"/approvals/{number}", DECIDED)


@router.post("/v1/approvals/{number}/approve", responses=ACCEPTED, response_model=None)
async def approve_by_program(
    contact: Deciding, number: str, body: ApproveBody, key: IdempotencyKey
) -> Response:
    await seen_approval(contact, number)
    order = verdict_order(contact, number, "approve", key, **body.model_dump())
    return await give_for_program(contact, order)


@router.post("/v1/approvals/{number}/reject", responses=ACCEPTED, response_model=None)
async def reject_by_program(
    contact: Deciding, number: str, body: RejectBody, key: IdempotencyKey
) -> Response:
    await seen_approval(contact, number)
    order = verdict_order(contact, number, "reject", key, **body.model_dump())
    return await give_for_program(contact, order)


def _said_of(contact: SignedInContact, decisions: Sequence[Decided]) -> tuple[str, Tone]:
    """What is said of all that was ticked."""
    refusals = [each.refusal for each in decisions if each.refusal]
    if refusals:
        return contact.put(refusals[0]), "bad"
    if not decisions:
        return contact.say(N_("Tick what you approve.")), "bad"
    if any(each.is_pending for each in decisions):
        return contact.say(UNDER_WAY), "info"
    return contact.say(APPROVED), "good"


def _wrong_signature(contact: SignedInContact, form: ChosenForm) -> Mapping[str, str]:
    """What is wrong with it, by field."""
    try:
        checked_signature(form.signature, contact.preferences.timesheets_require_signature)
    except Invalid as refusal:
        return {SIGNING_FIELDS[type(refusal)]: contact.put(refusal)}
    return {}
