"""Preferences: everybody on the staff reads them, an administrator sets them."""

from typing import Annotated

from fastapi import APIRouter, Request
from starlette.datastructures import FormData
from starlette.responses import Response

from api.callers import SignedInStaff
from api.doors import StaffMay
from api.idempotency import checked_key
from api.staff.changes.preferences import refusal_of, set_preferences, typed, unknown_names
from api.staff.chrome import Sheet, console_page, go
from api.staff.views.preferences import CHOICES, GROUPS, KEYS, preference_views
from domain.policy import Action
from domain.preferences import PreferenceKey, PreferenceType
from domain.words import N_

router = APIRouter(include_in_schema=False)

Looking = Annotated[SignedInStaff, StaffMay(Action.PREFERENCES_VIEW)]
Editing = Annotated[SignedInStaff, StaffMay(Action.PREFERENCES_EDIT)]
_LONGEST = 2000


@router.get("/console/preferences")
async def show_preferences(request: Request, staff: Looking) -> Response:
    texts = {view.name: view.text for view in preference_views(staff.preferences)}
    return _page(request, staff, texts, {})


@router.post("/console/preferences")
async def change_preferences(request: Request, staff: Editing) -> Response:
    """All or nothing: while one cannot be used, none is stored."""
    form = await request.form()
    texts = {key.attribute: _typed_in(form, key) for key in KEYS}
    values = {key.key: typed(key, texts[key.attribute]) for key in KEYS}
    refusals = {key.attribute: refusal_of(key, values[key.key]) for key in KEYS}
    errors = {name: staff.put(refusal) for name, refusal in refusals.items() if refusal}
    if errors:
        return _page(request, staff, texts, errors)
    unknown = await unknown_names(staff, values)
    if unknown:
        errors = {name: staff.put(refusal) for name, refusal in unknown.items()}
        return _page(request, staff, texts, errors)
    if all(texts[view.name] == view.text for view in preference_views(staff.preferences)):
        return go(staff, "/console/preferences", N_("Nothing was changed."))
    outcome = await set_preferences(staff, checked_key(_text(form, "idempotency_key")), values)
    if outcome.refusal:
        raise outcome.refusal
    done = N_("The preferences were saved. They count from now on and undo nothing.")
    return go(staff, "/console/preferences", done)


def _typed_in(form: FormData, key: PreferenceKey) -> str:
    """What was typed; of several boxes, those that are ticked."""
    if key.type is not PreferenceType.CHOICES:
        return _text(form, key.attribute)
    ticked = [each for each in form.getlist(key.attribute) if isinstance(each, str)]
    return ", ".join(ticked)[:_LONGEST]


def _text(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value[:_LONGEST].replace("\r\n", "\n") if isinstance(value, str) else ""


def _page(
    request: Request, staff: SignedInStaff, texts: dict[str, str], errors: dict[str, str]
) -> Response:
    return console_page(
        request,
        staff,
        Sheet("preferences.html", N_("Preferences"), "preferences", errors=errors),
        views=preference_views(staff.preferences),
        texts=texts,
        groups=GROUPS,
        choices=CHOICES,
        may_edit=staff.may(Action.PREFERENCES_EDIT),
    )
