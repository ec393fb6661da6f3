"""Pauses: scheduled, looked at, confirmed, given other days, resumed."""

from typing import Annotated

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.callers import SignedInContact
from api.doors import ContactMay
from api.portal import own
from api.portal.confirming import PAUSE, RESUME, Visit, check_page, confirm, errors_in, tell
from api.portal.frame import page_named, portal_page
from api.step_forms import AnyPause, AnyStep, Errors, PauseForm
from domain.customer_rules import pause_rules
from domain.errors import BillingError
from domain.pause_schedules import (
    NothingLeftToPause,
    PauseDayMissing,
    PauseDayNotOffered,
    PauseInThePast,
    PauseTooLong,
    PauseWhen,
    ResumeBeforePause,
    ResumeInThePast,
    ResumeNotAllowed,
)
from domain.pauses import PauseStatus
from domain.policy import Action
from domain.words import N_

router = APIRouter(prefix="/subscriptions/{number}", include_in_schema=False)

Pausing = Annotated[SignedInContact, ContactMay(Action.SUBSCRIPTION_PAUSE)]
Resuming = Annotated[SignedInContact, ContactMay(Action.SUBSCRIPTION_RESUME)]

WHENS = {
    PauseWhen.NOW: (N_("Now"), N_("Billing rests from today on.")),
    PauseWhen.END_OF_TERM: (N_("At the end of the term"), N_("What is paid for is used first.")),
    PauseWhen.DATE: (N_("On a day of my choice"), N_("Choose the day below.")),
}
FIELDS: dict[type[BillingError], str] = {
    PauseDayMissing: "pause_on",
    PauseInThePast: "pause_on",
    NothingLeftToPause: "pause_on",
    PauseDayNotOffered: "when",
    PauseTooLong: "resume_on",
    ResumeBeforePause: "resume_on",
    ResumeInThePast: "resume_on",
    ResumeNotAllowed: "resume_on",
}
_TO_CORRECT: tuple[type[BillingError], ...] = tuple(FIELDS)


@router.get("/pause")
async def pause_form(request: Request, contact: Pausing, number: str) -> Response:
    return await _form_page(Visit(request, contact, number), None, {})


@router.post("/pause")
async def pause(request: Request, contact: Pausing, number: str, form: AnyPause) -> Response:
    """Looked at first; done when it was confirmed as it was seen."""
    async with contact.parts.open_books() as books:
        await own.subscription(contact, books, number)
    if form.step == "confirm":
        return await confirm(Visit(request, contact, number), PAUSE, form)
    _, errors = form.read()
    if errors:
        return await _form_page(Visit(request, contact, number), form, errors)
    try:
        return await check_page(Visit(request, contact, number), PAUSE, form)
    except _TO_CORRECT as refusal:
        errors = {FIELDS.get(type(refusal), ""): refusal}
        return await _form_page(Visit(request, contact, number), form, errors)


@router.post("/pause/schedule")
async def change_schedule(
    request: Request, contact: Pausing, number: str, form: AnyPause
) -> Response:
    """Other days. Of a pause that runs only the resume date can be another."""
    async with contact.parts.open_books() as books:
        await own.subscription(contact, books, number)
    _, errors = form.read()
    if errors:
        return await _form_page(Visit(request, contact, number), form, errors)
    done = N_("The days of the pause are changed.")
    return await tell(contact, number, "change_schedule", form, done)


@router.post("/pause/delete")
async def delete_schedule(contact: Pausing, number: str, form: AnyStep) -> Response:
    done = N_("The days of the pause are deleted.")
    return await tell(contact, number, "delete_schedule", form, done)


@router.get("/resume")
async def resume_page(request: Request, contact: Resuming, number: str) -> Response:
    """What it costs to go on now."""
    return await check_page(Visit(request, contact, number), RESUME)


@router.post("/resume")
async def resume(request: Request, contact: Resuming, number: str, form: AnyStep) -> Response:
    return await confirm(Visit(request, contact, number), RESUME, form)


async def _form_page(
    visit: Visit,
    form: PauseForm | None,
    errors: Errors,
) -> Response:
    """A new pause, or other days for the one there is."""
    contact, number = visit.contact, visit.number
    async with contact.parts.open_books() as books:
        seen = await own.subscription(contact, books, number)
        open_pause = await books.pauses.open_of(number)
    rules = pause_rules(contact.preferences)
    page = page_named("pause.html", contact.say(PAUSE.title), "subscriptions")
    return portal_page(
        visit.request,
        contact,
        errors_in(contact, errors, page) if errors else page,
        seen=seen,
        pause=open_pause,
        runs=open_pause is not None and open_pause.status is PauseStatus.RUNNING,
        typed=form,
        rules=rules,
        whens=[
            (when.value, contact.say(words), contact.say(hint))
            for when, (words, hint) in WHENS.items()
            if when in rules.when
        ],
    )
