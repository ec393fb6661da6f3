"""What staff write off with a cancellation counts as what they write off by itself."""

from domain.commands import CommandStatus
from tests.support.office import Office


async def test_write_offs_of_several_cancellations_count_together(office: Office) -> None:
    customer = await office.a.customer()
    invoices = [await office.offline(customer) for _ in range(2)]
    await office.a.preference("sign_offs.limits", ["40.00 EUR"])

    first, second = [
        await office.asked(
            "cancellation",
            str(each.subscription),
            "cancel",
            mode="immediately",
            open_invoices="write_off",
        )
        for each in invoices
    ]

    assert (first.status, second.status) == (CommandStatus.APPLIED, CommandStatus.REFUSED)
    assert second.code == "SecondPersonNeeded"
    assert second.facts == {"amount": "62.00 EUR"}
    async with office.books() as books:
        page = await books.commands.page(search=str(invoices[0].number))
    [written_off] = [each for each in page if each.signal == "write_off"]
    assert (written_off.actor, written_off.payload) == (
        first.actor,
        {"minor_units": 3100, "currency": "EUR"},
    )
