"""Tax rates: with a category and the words of the law, and another rate from a day on."""

from domain.policy import Role
from tests.api.staff.house import Browser, House, text_of

DRAFTS = "/console/invoice-drafts"


async def rate_written(staff: Browser) -> None:
    answer = await staff.send(
        "/console/tax-rates",
        seen_on="/console/tax-rates/new",
        code="AT20",
        name="VAT 20 %",
        rate="20",
        note="Due at once",
    )
    assert answer.is_redirect, text_of(answer.text)


async def drafted(house: House, staff: Browser) -> None:
    await house.a.customer()
    await staff.send(
        DRAFTS,
        seen_on=f"{DRAFTS}/new?customer=CUST-000001",
        do="save",
        description=["Advice"],
        quantity=["1"],
        price=["100.00"],
        tax=["AT20"],
    )


async def changed(staff: Browser, **fields: str) -> str:
    page = "/console/tax-rates/AT20"
    return await staff.said(await staff.send(page, seen_on=page, **fields))


async def test_an_invoice_bears_the_rate_of_its_issue_and_keeps_it(house: House) -> None:
    staff = await house.staff(Role.FINANCE_MANAGER)
    await rate_written(staff)
    await drafted(house, staff)
    draft = f"{DRAFTS}/DRAFT-000001"
    assert "VAT 20 % €20.00" in text_of((await staff.page(draft)).text)

    said = await changed(staff, name="VAT 10 %", rate="10", starts_on="2026-11-24")
    assert "VAT 10 % 10%" in said
    await staff.send(f"{draft}/issue", seen_on=draft)
    await changed(staff, name="VAT 5 %", rate="5", starts_on="2026-11-24")

    async with house.books() as books:
        issued = await books.invoices.with_number("INV-000001")
        assert issued
        [line] = await books.invoices.lines(issued.id)
    assert (issued.tax_minor_units, line.tax_name, line.tax_note) == (
        1000,
        "VAT 10 %",
        "Due at once",
    )


async def test_what_is_wrong_with_a_change_is_said_at_its_field(house: House) -> None:
    staff = await house.staff()
    await rate_written(staff)
    for category in ("exempt", "reverse_charge"):
        wrong = {"code": "odd", "name": "None", "rate": "20", "category": category}
        answer = await staff.send("/console/tax-rates", seen_on="/console/tax-rates/new", **wrong)
        assert answer.status_code == 422
        assert "its rate is 0 percent" in text_of(answer.text)
    page = "/console/tax-rates/AT20"
    for field, fields in (
        ("rate", {"name": "x", "rate": "200", "starts_on": "2027-01-01"}),
        ("starts_on", {"name": "x", "rate": "2", "starts_on": "soon"}),
        ("ends_on", {"name": "x", "rate": "2", "starts_on": "2027-01-02", "ends_on": "2027-01-01"}),
    ):
        answer = await staff.send(page, seen_on=page, **fields)
        assert answer.status_code == 422
        assert f'href="#f-{field}"' in answer.text


async def test_clerks_look_and_change_nothing(house: House) -> None:
    await rate_written(await house.staff())
    clerk = await house.staff(Role.BILLING_AGENT)
    page = "/console/tax-rates/AT20"
    assert "Write it down" not in text_of((await clerk.page(page)).text)
    answer = await clerk.send(page, seen_on="/console", name="x", rate="1", starts_on="2027-01-01")
    assert answer.status_code == 403
    assert (await clerk.page("/console/tax-rates/none")).status_code == 404
