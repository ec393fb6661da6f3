"""The organisation's details and logo: saved for documents to come, refused with words."""

import io

import pytest
from PIL import Image
from pypdf import PdfReader

from domain.organisations import LARGEST_LOGO
from domain.policy import Role
from tests.api.staff.forms import Forms
from tests.api.staff.house import SAME_ORIGIN, Browser, House, text_of

PAGE = "/console/organisation"
LOGO = f"{PAGE}/logo"


def picture(size: tuple[int, int] = (400, 120), kind: str = "PNG") -> bytes:
    target = io.BytesIO()
    Image.new("RGB", size, "#883322").save(target, kind)
    return target.getvalue()


async def upload(staff: Browser, content: bytes) -> str:
    form = Forms((await staff.page(PAGE)).text).values[LOGO]
    form.pop("logo", None)
    files = {"logo": ("logo.png", content, "image/png")}
    answer = await staff.client.post(LOGO, data=form, files=files, headers=SAME_ORIGIN)
    return await staff.said(answer) if answer.status_code < 500 else str(answer.status_code)


async def test_details_are_saved_and_recorded_by_name(house: House) -> None:
    staff = await house.staff()
    said = await staff.said(
        await staff.send(
            PAGE,
            seen_on=PAGE,
            legal_name="Northwind Studio GmbH",
            line1="Lindengasse 48",
            city="Wien",
            iban="AT61 1904 3002 3457 3201",
            accent="#0B5F58",
        )
    )
    assert "what was issued stays as it was" in said
    async with house.books() as books:
        row = await books.organisations.get()
        commands = await books.commands.page(limit=10)
    assert (row.legal_name, row.iban, row.accent) == (
        "Northwind Studio GmbH",
        "AT611904300234573201",
        "#0b5f58",
    )
    assert commands[0].says == "accent, city, iban, legal_name, line1"


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("iban", "AT61 1904 3002 3457 3202", "not an IBAN"),
        ("bic", "NOT A BIC!", "not a BIC"),
        ("accent", "red", "not a colour"),
        ("accent", "#ffee88", "hard to read"),
        ("name", "", "Give a name"),
        ("email", "nobody", "not an e-mail address"),
    ],
)
async def test_what_cannot_stand_on_a_document_is_refused(
    house: House, field: str, typed: str, says: str
) -> None:
    staff = await house.staff()
    answer = await staff.send(PAGE, seen_on=PAGE, **{field: typed})
    assert answer.status_code == 422
    assert says in text_of(answer.text)


async def test_a_logo_is_drawn_anew_and_shown_on_documents_to_come(house: House) -> None:
    staff = await house.staff()
    hidden = b"<script>alert(1)</script>"
    assert "Saved" in await upload(staff, picture(kind="JPEG") + hidden)
    async with house.books() as books:
        row = await books.organisations.get()
        assert row.logo
        kept = await books.documents.picture(row.logo)
    assert kept is not None
    assert kept.media_type == "image/png"
    assert hidden not in kept.picture
    shown = await house.browser().page(f"/documents/logo/{row.logo}")
    assert shown.headers["content-type"] == "image/png"
    assert shown.content == kept.picture


@pytest.mark.parametrize(
    "content",
    [b"", b"GIF89a", b"<svg xmlns='http://www.w3.org/2000/svg'/>", picture((4000, 4000))],
    ids=["nothing", "gif", "svg", "too many pixels"],
)
async def test_what_is_no_picture_of_ours_is_refused(house: House, content: bytes) -> None:
    assert "no picture that can be used" in await upload(await house.staff(), content)


async def test_a_file_that_is_too_large_is_refused(house: House) -> None:
    staff = await house.staff()
    assert "at most 512 KB" in await upload(staff, b"\x89PNG" + b"0" * LARGEST_LOGO)


async def test_only_an_administrator_changes_it(house: House) -> None:
    clerk = await house.staff(Role.FINANCE_MANAGER)
    page = (await clerk.page(PAGE)).text
    assert LOGO not in Forms(page).values
    assert (await clerk.send(PAGE, seen_on=PAGE, name="Mine")).status_code == 403


async def test_the_console_hands_out_documents_with_the_logo(house: House) -> None:
    staff = await house.staff()
    await upload(staff, picture())
    subscription = await house.a.subscription(auto_charge=False)
    async with house.books() as books:
        (invoice,) = await books.invoices.page(subscription=subscription)
        written = await books.documents.numbered(invoice.number or "")
    assert len(written) == 1
    ours = await staff.page(f"/console/invoices/{invoice.number}/pdf")
    programs = await staff.page(f"/v1/staff/invoices/{invoice.number}/pdf")
    assert ours.content == programs.content
    assert len(PdfReader(io.BytesIO(ours.content)).pages[0].images) == 1
    page = text_of((await staff.page(f"/console/invoices/{invoice.number}")).text)
    assert "neither a VAT number nor a registration number" in page
