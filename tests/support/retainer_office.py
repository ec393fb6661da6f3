"""What tests of retainers begin with: one that is issued, one that is paid, invoices to pay."""

from collections.abc import Mapping

from activities.invoice_drafts import BilledTo, Written, issue_draft, write_draft
from activities.offline_payments import Received, record_payment
from activities.retainers import RetainerFor, draw_retainer, issue_retainer
from domain.addresses import PostalAddress
from domain.invoice_drafts import WrittenLine
from domain.invoices import InvoiceKind
from domain.money import Money
from domain.payments import OfflineMeans
from domain.retainers import RetainerStatus
from storage.invariants import offences
from storage.invoices import InvoiceRow
from tests.support.office import Office

STAFF = "STAFF-000001"
HOME = PostalAddress("Street 1", "", "1010", "Vienna", "", "AT")


def eur(minor_units: int) -> Money:
    return Money(minor_units, "EUR")


async def retainer(
    office: Office, customer: str, minor_units: int = 10_000, project: str = ""
) -> str:
    """A retainer invoice that is asked for; its number."""
    wanted = RetainerFor(customer, eur(minor_units), "Advice in advance", project=project)
    async with office.books() as books:
        return (await issue_retainer(books, wanted, STAFF, office.clock.at)).number or ""


async def invoice(
    office: Office, customer: str, minor_units: int = 6_000, project: str = ""
) -> str:
    """An open invoice that nobody charges; its number."""
    written = Written(
        (WrittenLine("Advice", 1, eur(minor_units), eur(0)),),
        BilledTo("Acme", "", HOME, HOME),
        project=project,
        kind=InvoiceKind.INVOICE,
    )
    async with office.books() as books:
        draft = await write_draft(books, customer, written, STAFF, office.clock.at)
        return (await issue_draft(books, draft.number, office.clock.at)).number or ""


async def received(
    office: Office, customer: str, minor_units: int, *documents: str, keep_rest: bool = False
) -> str:
    """Money by the bank for these documents; the payment's number."""
    async with office.books() as books:
        wanted = Received(
            customer,
            eur(minor_units),
            OfflineMeans.BANK_TRANSFER,
            "TX-1",
            office.clock.at.date(),
            documents,
            keep_rest=keep_rest,
            again=True,
        )
        return (await record_payment(books, wanted, office.clock.at)).number


async def drawn(office: Office, number: str, shares: Mapping[str, int]) -> None:
    async with office.books() as books:
        await draw_retainer(books, number, shares, office.clock.at)


async def row_of(office: Office, number: str) -> InvoiceRow:
    async with office.books() as books:
        found = await books.invoices.with_number(number)
    assert found is not None
    return found


async def balances(office: Office, customer: str) -> list[tuple[int, int]]:
    """(outstanding, available) of the customer's retainers, by currency."""
    async with office.books() as books:
        found = await books.journal.retainers(customer)
    return [(asked.minor_units, left.minor_units) for asked, left in found]


async def in_order(office: Office) -> None:
    """Nothing in the books offends an invariant."""
    async with office.books() as books:
        found = await offences(books.session, office.clock.at)
    assert [each for each in found if each.invariant != "commands_are_carried"] == []


async def status_of(office: Office, number: str) -> RetainerStatus:
    return (await row_of(office, number)).retainer.status


async def uses_of(office: Office, number: str) -> list[tuple[str | None, int]]:
    async with office.books() as books:
        uses = await books.retainers.uses_of(await row_of(office, number))
    return [(each.invoice, each.amount.minor_units) for each in uses]
