"""The organisation: what of it stands on documents, and how they look."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from pydantic import StringConstraints
from starlette.datastructures import UploadFile
from starlette.responses import Response

from api.callers import SignedInStaff
from api.doors import StaffMay
from api.idempotency import checked_key
from api.inputs import FormBody, Line
from api.staff.changes.organisations import change_details, set_logo
from api.staff.choices import choices_in
from api.staff.chrome import Sheet, console_page, go, go_done
from api.staff.inputs import Reader, email
from domain.customers import check_name
from domain.organisations import (
    LARGEST_LOGO,
    LogoTooLarge,
    LogoUnreadable,
    OrganisationDetails,
    bic,
    colour,
    iban,
)
from domain.policy import Action
from domain.words import N_
from gateways.renderer import DocumentNotRendered
from storage.organisations import OrganisationRow

router = APIRouter(include_in_schema=False)

Looking = Annotated[SignedInStaff, StaffMay(Action.ORGANISATION_VIEW)]
Editing = Annotated[SignedInStaff, StaffMay(Action.ORGANISATION_EDIT)]
PAGE = "/console/organisation"
SAVED = N_("Saved. Documents to come show it; what was issued stays as it was.")
SmallPrint = Annotated[str, StringConstraints(strip_whitespace=True, max_length=600)]


class OrganisationForm(FormBody):
    name: Line = ""
    legal_name: Line = ""
    registration: Line = ""
    tax_id: Line = ""
    email: Line = ""
    phone: Line = ""
    line1: Line = ""
    line2: Line = ""
    postcode: Line = ""
    city: Line = ""
    region: Line = ""
    country: Line = ""
    iban: Line = ""
    bic: Line = ""
    accent: Line = ""
    small_print: SmallPrint = ""

    def read(self, reader: Reader) -> OrganisationDetails:
        """The details as they are meant; what is wrong is noted."""
        typed = self.model_dump(exclude={"csrf", "idempotency_key"})
        reader.read("name", self.name, check_name, None)
        reader.country("country", self.country)
        return OrganisationDetails(
            **typed
            | {
                "email": reader.read("email", self.email, email, ""),
                "iban": reader.read("iban", self.iban, iban, ""),
                "bic": reader.read("bic", self.bic, bic, ""),
                "accent": reader.read("accent", self.accent, colour, ""),
            }
        )


@router.get(PAGE)
async def show_organisation(request: Request, staff: Looking) -> Response:
    return await _page(request, staff)


@router.post(PAGE)
async def save_organisation(
    request: Request, staff: Editing, form: Annotated[OrganisationForm, Form()]
) -> Response:
    reader = Reader(staff)
    details = form.read(reader)
    if reader.errors:
        return await _page(request, staff, form, reader.errors)
    outcome = await change_details(staff, checked_key(form.idempotency_key), details)
    return go_done(staff, PAGE, outcome, SAVED)


@router.post(f"{PAGE}/logo")
async def save_logo(request: Request, staff: Editing) -> Response:
    """Only what is drawn anew is kept: nothing else that was in the file reaches a document."""
    async with request.form() as form:
        sent, key = form.get("logo"), form.get("idempotency_key")
        content = await sent.read(LARGEST_LOGO + 1) if isinstance(sent, UploadFile) else b""
    if len(content) > LARGEST_LOGO:
        return await _page(request, staff, None, {"logo": staff.put(LogoTooLarge())})
    try:
        picture = await staff.parts.renderer.redraw(content)
    except DocumentNotRendered:
        return await _page(request, staff, None, {"logo": staff.put(LogoUnreadable())})
    outcome = await set_logo(staff, checked_key(str(key or "")), picture)
    return go_done(staff, PAGE, outcome, SAVED)


@router.post(f"{PAGE}/logo/removal")
async def remove_logo(staff: Editing, form: Annotated[FormBody, Form()]) -> Response:
    outcome = await set_logo(staff, checked_key(form.idempotency_key), None)
    return go_done(staff, PAGE, outcome, SAVED)


async def _page(
    request: Request,
    staff: SignedInStaff,
    form: OrganisationForm | None = None,
    errors: dict[str, str] | None = None,
) -> Response:
    async with staff.parts.open_books() as books:
        row = await books.organisations.find()
    if row is None:
        return go(staff, "/console", N_("The books have no organisation yet: import one."))
    return console_page(
        request,
        staff,
        Sheet("organisation.html", N_("Organisation"), "preferences", errors=errors or {}),
        given=form or _given(row),
        logo=row.logo,
        choices=choices_in(staff.language),
        may_edit=staff.may(Action.ORGANISATION_EDIT),
    )


def _given(row: OrganisationRow) -> OrganisationForm:
    names = set(OrganisationForm.model_fields) - {"csrf", "idempotency_key"}
    return OrganisationForm(csrf="", **{name: getattr(row, name) for name in names})
