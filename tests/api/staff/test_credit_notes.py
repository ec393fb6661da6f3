"""Credit notes in the console."""

from domain.policy import Role
from tests.api.staff.house import House, text_of
from tests.support.credit_notes import credit_note


async def test_staff_see_every_credit_note_and_what_was_booked_of_it(house: House) -> None:
    staff = await house.staff(Role.AUDITOR)
    await house.a.subscription(token=None, auto_charge=False)
    async with house.books() as books:
        note = await credit_note(books, "INV-000001", 1000, house.clock.now())

    assert note in text_of((await staff.page("/console/credit-notes")).text)
    page = (await staff.page(f"/console/credit-notes/{note}")).text
    assert "INV-000001" in text_of(page)
    assert f"/console/books/documents/{note}" in page
    listed = (await staff.page("/v1/staff/credit-notes?customer=CUST-000001")).json()["items"]
    assert [each["number"] for each in listed] == [note]
    assert (await staff.page("/v1/staff/credit-notes?customer=CUST-000099")).json()["items"] == []
    assert (await staff.page("/console/credit-notes/CN-999999")).status_code == 404
    assert (await staff.page(f"/console/search?q={note}")).status_code == 303
