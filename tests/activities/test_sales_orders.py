"""Sales orders in the books: fulfilled and invoiced in parts, never beyond, and made of a quote."""

import asyncio

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from activities.contracts import StepDue
from activities.invoice_credits import CreditWish, credit_invoice
from activities.invoice_drafts import (
    Written,
    billed_as_known,
    drop_draft,
    issue_draft,
    rewrite_draft,
    written_line,
)
from activities.invoice_ends import void_invoice
from activities.sales_orders import (
    OrderText,
    confirm_order,
    rewrite_order,
    void_order,
    write_order,
)
from activities.shipments import (
    NewShipment,
    Tracking,
    fulfil_order,
    invoice_order,
    move_shipment,
    track_shipment,
)
from domain.credit_notes import CreditReason
from domain.editions import DraftMoved
from domain.errors import BillingError
from domain.invoice_drafts import WrittenLine
from domain.lifecycle import UnlawfulTransition
from domain.money import Money
from domain.quote_conversions import OnAcceptance
from domain.quote_steps import QuoteStep
from domain.sales_orders import (
    DraftOfOrder,
    InvoicedAlready,
    MoreThanFulfilled,
    MoreThanOrdered,
    NoStartOfShipment,
    NotConfirmed,
    OrderIsInvoiced,
    SalesOrderConfirmed,
    SalesOrderStatus,
    ShipmentEvent,
    ShipmentStatus,
)
from storage.invariants import offences
from storage.sales_orders import SalesOrderRow
from tests.support.office import Office
from tests.support.order_office import BY, CHAIRS, NOTHING, TEXT, TRACKING
from tests.support.quote_office import accepted, sent


class Desk:
    """One customer with an order of three chairs and their assembly."""

    def __init__(self, office: Office) -> None:
        self.office = office

    async def open(self, *, confirmed: bool = True) -> "Desk":
        self.customer = await self.office.a.customer()
        async with self.office.books() as books:
            order = await write_order(books, self.customer, TEXT, BY, self.office.clock.at)
            self.number = order.number
            if confirmed:
                await confirm_order(books, order.number, self.office.clock.at)
        return self

    async def row(self) -> SalesOrderRow:
        async with self.office.books() as books:
            return await books.sales_orders.get(self.number)

    async def status(self) -> SalesOrderStatus:
        return (await self.row()).status

    async def fulfil(self, **quantities: int) -> str:
        wanted = {int(place[1:]): quantity for place, quantity in quantities.items()}
        new = NewShipment(wanted, TRACKING, ShipmentStatus.SHIPPED, "Careful")
        async with self.office.books() as books:
            row = await fulfil_order(books, self.number, new, BY, self.office.clock.at)
        return row.number

    async def moves(self, shipment: str, event: ShipmentEvent) -> None:
        async with self.office.books() as books:
            await move_shipment(books, shipment, event, ("", BY), self.office.clock.at)

    async def invoice(self, quantities: dict[int, int] | None = None) -> str:
        async with self.office.books() as books:
            draft = await invoice_order(books, self.number, quantities, BY, self.office.clock.at)
        return draft.number

    async def issue(self, draft: str) -> str:
        async with self.office.books() as books:
            return (await issue_draft(books, draft, self.office.clock.at)).number or ""

    async def is_sound(self) -> None:
        async with self.office.books() as books:
            assert await offences(books.session, self.office.clock.at) == []


@pytest.fixture
async def desk(office: Office) -> Desk:
    return await Desk(office).open()


async def test_it_is_fulfilled_and_invoiced_in_parts_and_the_parts_are_the_whole(
    desk: Desk,
) -> None:
    with pytest.raises(NotConfirmed):
        await desk.invoice()
    await desk.fulfil(l1=2)
    assert await desk.status() is SalesOrderStatus.PARTLY_FULFILLED
    with pytest.raises(MoreThanOrdered):
        await desk.fulfil(l1=2)
    first = await desk.invoice({1: 1})
    with pytest.raises(MoreThanFulfilled):
        await desk.invoice({1: 2})
    await desk.fulfil(l1=1, l2=1)
    assert await desk.status() is SalesOrderStatus.FULFILLED
    second = await desk.invoice()

    numbers = [await desk.issue(each) for each in (first, second)]
    async with desk.office.books() as books:
        invoices = [await books.invoices.with_number(each) for each in numbers]
        linked = await books.sales_orders.invoices(await books.sales_orders.get(desk.number))
    assert sum(each.total_minor_units for each in invoices if each) == 7_000
    assert [each.invoice.number for each in linked] == numbers
    assert {each.purchase_order for each in invoices if each} == {"PO-7"}
    await desk.is_sound()


async def test_what_is_not_invoiced_after_all_can_be_invoiced_again(desk: Desk) -> None:
    await desk.fulfil(l1=3, l2=1)
    draft = await desk.invoice()
    async with desk.office.books() as books:
        await drop_draft(books, draft, desk.office.clock.at)
    number = await desk.issue(await desk.invoice())
    with pytest.raises(BillingError):
        await desk.invoice()
    async with desk.office.books() as books:
        await void_invoice(books, number, desk.office.clock.at)
    assert await desk.invoice()
    await desk.is_sound()


async def test_the_lines_of_its_draft_stay_and_the_rest_of_it_is_free(desk: Desk) -> None:
    await desk.fulfil(l1=1)
    draft = await desk.invoice()
    async with desk.office.books() as books:
        row = await books.invoice_drafts.get(draft)
        invoice = await books.invoices.get(row.invoice)
        lines = [written_line(invoice, each) for each in await books.invoices.lines(invoice.id)]
        to = billed_as_known(await books.customers.get(desk.customer))
        await rewrite_draft(
            books, draft, 1, Written(tuple(lines), to, notes="Thank you"), desk.office.clock.at
        )
    more = (WrittenLine("Chair", 9, Money(1_000, "EUR"), NOTHING),)
    with pytest.raises(DraftOfOrder):
        async with desk.office.books() as books:
            await rewrite_draft(books, draft, 2, Written(more, to), desk.office.clock.at)


async def test_what_comes_back_is_supplied_again_unless_it_is_invoiced(desk: Desk) -> None:
    one = await desk.fulfil(l1=3, l2=1)
    await desk.moves(one, ShipmentEvent.DELIVER)
    await desk.moves(one, ShipmentEvent.COME_BACK)
    assert await desk.status() is SalesOrderStatus.CONFIRMED
    with pytest.raises(UnlawfulTransition):
        await desk.moves(one, ShipmentEvent.COME_BACK)
    two = await desk.fulfil(l1=1)
    await desk.invoice()
    with pytest.raises(InvoicedAlready):
        await desk.moves(two, ShipmentEvent.COME_BACK)
    async with desk.office.books() as books:
        await track_shipment(books, two, Tracking("Courier"))
        newest, oldest = await books.shipments.of_order(desk.number)
    assert (newest.row.carrier, newest.row.status) == ("Courier", ShipmentStatus.SHIPPED)
    assert [each.status for each in oldest.events] == ["shipped", "delivered", "returned"]
    await desk.is_sound()


async def test_what_was_credited_comes_back_and_is_invoiced_again(desk: Desk) -> None:
    at = desk.office.clock.at
    one, two = await desk.fulfil(l1=1), await desk.fulfil(l1=2, l2=1)
    number = await desk.issue(await desk.invoice())
    for lines, gone in (({1: 700}, one), ({}, two)):
        with pytest.raises(InvoicedAlready):
            await desk.moves(gone, ShipmentEvent.COME_BACK)
        async with desk.office.books() as books:
            wish = CreditWish(number, CreditReason.RETURNED, "came back", lines)
            await credit_invoice(books, wish, at)
        with pytest.raises(BillingError):
            await desk.invoice()
        await desk.moves(gone, ShipmentEvent.COME_BACK)
        await desk.is_sound()
    assert await desk.status() is SalesOrderStatus.CONFIRMED
    await desk.fulfil(l1=3, l2=1)
    again = await desk.issue(await desk.invoice())
    async with desk.office.books() as books:
        invoice = await books.invoices.with_number(again)
    assert invoice
    assert invoice.total_minor_units == 7_000
    await desk.is_sound()


async def test_nothing_is_supplied_by_what_has_come_back_at_once(desk: Desk) -> None:
    new = NewShipment({1: 3, 2: 1}, status=ShipmentStatus.RETURNED)
    with pytest.raises(NoStartOfShipment):
        async with desk.office.books() as books:
            await fulfil_order(books, desk.number, new, BY, desk.office.clock.at)
    assert await desk.status() is SalesOrderStatus.CONFIRMED


async def test_two_who_fulfil_at_once_do_not_fulfil_twice(desk: Desk) -> None:
    done = await asyncio.gather(*(desk.fulfil(l1=2) for _ in range(2)), return_exceptions=True)
    assert sorted(type(each).__name__ for each in done) == ["MoreThanOrdered", "str"]
    await desk.is_sound()


async def test_a_draft_is_free_and_what_is_confirmed_stays(office: Office) -> None:
    desk = await Desk(office).open(confirmed=False)
    at = office.clock.at
    async with office.books() as books:
        await rewrite_order(books, desk.number, 1, OrderText((CHAIRS,)), at)
        confirmed = await confirm_order(books, desk.number, at)
    assert confirmed.total == Money(2_000, "EUR")
    with pytest.raises(SalesOrderConfirmed):
        async with office.books() as books:
            await rewrite_order(books, desk.number, 3, TEXT, at)
    with pytest.raises(UnlawfulTransition):
        async with office.books() as books:
            await confirm_order(books, desk.number, at)
    for statement in (
        "UPDATE sales_order_lines SET quantity = 99",
        "UPDATE sales_order_lines SET fulfilled = 99",
        "DELETE FROM sales_order_lines",
    ):
        with pytest.raises(DBAPIError):
            async with office.books() as books:
                await books.session.execute(text(statement))


async def test_of_two_who_have_seen_the_same_order_the_second_looks_again(office: Office) -> None:
    desk = await Desk(office).open(confirmed=False)
    at = office.clock.at

    async def rewritten(edition: int, *lines: WrittenLine) -> None:
        async with office.books() as books:
            await rewrite_order(books, desk.number, edition, OrderText(lines), at)

    table = WrittenLine("Table", 1, Money(9_000, "EUR"), NOTHING)
    both = await asyncio.gather(
        *(rewritten(1, CHAIRS, more) for more in (CHAIRS, table)), return_exceptions=True
    )
    assert sorted(type(each).__name__ for each in both) == ["DraftMoved", "NoneType"]
    for deed in (confirm_order, void_order):
        with pytest.raises(DraftMoved):
            async with office.books() as books:
                await deed(books, desk.number, at, edition=1)
    await rewritten(2, table)
    async with office.books() as books:
        confirmed = await confirm_order(books, desk.number, at, edition=3)
    assert (confirmed.total, confirmed.edition) == (Money(9_000, "EUR"), 4)
    with pytest.raises(DraftMoved):
        async with office.books() as books:
            await void_order(books, desk.number, at, edition=3)
    assert await desk.status() is SalesOrderStatus.CONFIRMED
    await desk.is_sound()


async def test_it_is_void_only_while_nothing_came_of_it(desk: Desk) -> None:
    await desk.fulfil(l1=1)
    with pytest.raises((OrderIsInvoiced, UnlawfulTransition)):
        async with desk.office.books() as books:
            await void_order(books, desk.number, desk.office.clock.at)
    other = await Desk(desk.office).open()
    async with desk.office.books() as books:
        await void_order(books, other.number, desk.office.clock.at)
    with pytest.raises(NotConfirmed):
        await other.fulfil(l1=1)


async def test_an_accepted_quote_becomes_a_confirmed_order_once(office: Office) -> None:
    customer = await office.a.customer()
    await office.a.preference("quotes.convert", OnAcceptance.SALES_ORDER)
    number = await sent(office, customer)
    assert (await accepted(office, number, 124_900, (3, 4), purchase_order="PO-7")).code is None
    due = StepDue(number, QuoteStep.CONVERT, office.clock.at)
    for _ in range(2):
        await office.quotes.take_quote_step(due)

    async with office.books() as books:
        [order] = await books.sales_orders.page()
        conversion = await books.quotes.conversion(number)
        lines = await books.sales_orders.lines(order.number)
    assert conversion
    assert conversion.document == order.number
    assert (order.status, order.quote) == (SalesOrderStatus.CONFIRMED, number)
    assert (order.total, order.purchase_order) == (Money(124_900, "EUR"), "PO-7")
    assert [line.description for line in lines] == ["Design", "Build", "Training", "Support"]
