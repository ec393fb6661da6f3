"""Sales orders: written, confirmed, made of a quote, or declared void."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from activities.documents import write_down_sales_order
from activities.invoices import remembered_tax
from activities.line_taxes import written_items
from activities.projects import check_project_of
from domain.articles import amounts_of, priced_item
from domain.customers import NoSuchCustomer
from domain.editions import check_seen
from domain.invoice_drafts import WrittenLine, check_lines
from domain.numbers import Series
from domain.periods import local_date
from domain.sales_orders import (
    SALES_ORDER_LIFECYCLE,
    NoSuchSalesOrder,
    OrderedLine,
    OrderIsInvoiced,
    SalesOrderConfirmed,
    SalesOrderEvent,
    SalesOrderStatus,
)

if TYPE_CHECKING:
    from domain.invoices import InvoiceAmounts
    from storage.books import Books
    from storage.sales_order_lines import SalesOrderLineRow
    from storage.sales_orders import SalesOrderRow


@dataclass(frozen=True)
class OrderText:
    """What an order says: lines in the customer's currency, and what stands around them."""

    lines: tuple[WrittenLine, ...]
    purchase_order: str = ""
    notes: str = ""
    terms: str = ""
    project: str = ""


@dataclass(frozen=True)
class OfQuote:
    """What was accepted of a quote."""

    quote: str
    customer: str
    said: OrderText


async def write_order(
    books: "Books", customer: str, said: OrderText, by: str, at: datetime
) -> "SalesOrderRow":
    """A draft: nobody but staff sees it.

    Raises `NoSuchCustomer`, `NoSuchTaxRate`, `NothingToInvoice` and what is wrong with a line.
    """
    for_whom = await books.customers.find(customer)
    if for_whom is None:
        raise NoSuchCustomer(customer=customer)
    order = books.sales_orders.new(
        number=await books.numbers.take(Series.SALES_ORDER),
        customer=customer,
        status=SalesOrderStatus.DRAFT,
        currency=for_whom.currency,
        billing_address=for_whom.billing_address,
        shipping_address=for_whom.shipping_address,
        written_by=by,
        created_at=at,
        subtotal_minor_units=0,
        tax_minor_units=0,
        total_minor_units=0,
    )
    await books.flush()
    await _take(books, order, said, at)
    return order


async def rewrite_order(
    books: "Books", number: str, edition: int | None, said: OrderText, at: datetime
) -> "SalesOrderRow":
    """Other content of the draft that was seen as `edition`.

    Raises `SalesOrderConfirmed`, `DraftMoved` and as `write_order`.
    """
    order = await held_order(books, number)
    if order.status is not SalesOrderStatus.DRAFT:
        raise SalesOrderConfirmed(order=number)
    _change(order, edition)
    await _take(books, order, said, at)
    return order


async def confirm_order(
    books: "Books", number: str, at: datetime, *, edition: int | None = None
) -> "SalesOrderRow":
    """Its customer sees it from now on, at the taxes of this day.

    Raises `UnlawfulTransition`, and `DraftMoved` if it does not stand as it was seen.
    """
    order = await held_order(books, number)
    status = SALES_ORDER_LIFECYCLE.advance(order.status, SalesOrderEvent.CONFIRM)
    _change(order, edition)
    lines = await books.sales_orders.lines(number)
    written = tuple(ordered_line(order, line) for line in lines)
    text = OrderText(written, order.purchase_order, order.notes, order.terms, order.project or "")
    await _take(books, order, text, at)
    customer = await books.customers.get(order.customer)
    order.billing_address = customer.billing_address
    order.shipping_address = customer.shipping_address
    order.status, order.confirmed_at = status, at
    await books.flush()
    await write_down_sales_order(books, order)
    return order


async def void_order(
    books: "Books", number: str, at: datetime, *, edition: int | None = None
) -> "SalesOrderRow":
    """Nothing of it will come.

    Raises `OrderIsInvoiced`, `UnlawfulTransition`, and `DraftMoved` if it does not stand as it was
    seen.
    """
    order = await held_order(books, number)
    status = SALES_ORDER_LIFECYCLE.advance(order.status, SalesOrderEvent.VOID)
    if await books.sales_orders.invoiced(order):
        raise OrderIsInvoiced(order=number)
    _change(order, edition)
    order.status, order.voided_at = status, at
    return order


async def order_from_quote(
    books: "Books", agreed: OfQuote, by: str, at: datetime
) -> "SalesOrderRow":
    """What an accepted quote becomes, confirmed at once; twice is as good as once.

    Raises as `write_order`.
    """
    made = await books.sales_orders.made_of(agreed.quote)
    if made:
        return made
    order = await write_order(books, agreed.customer, agreed.said, by, at)
    order.quote = agreed.quote
    await books.flush()
    return await confirm_order(books, order.number, at)


async def held_order(books: "Books", number: str) -> "SalesOrderRow":
    """The order as it is now, held with its customer. Raises `NoSuchSalesOrder`."""
    found = await books.sales_orders.find(number)
    if found is None:
        raise NoSuchSalesOrder(order=number)
    await books.customers.lock(found.customer)
    return await books.sales_orders.lock(number)


def _change(order: "SalesOrderRow", seen: int | None) -> None:
    """Whoever has seen it before sees something else now. Raises `DraftMoved`."""
    check_seen(seen, order.edition)
    order.edition += 1


async def ordered_lines(
    books: "Books", order: "SalesOrderRow", *, issued: bool = False
) -> Sequence[OrderedLine]:
    """How each line stands; with `issued` what is on a draft is not invoiced."""
    invoiced = await books.sales_orders.invoiced(order, issued=issued)
    return [
        OrderedLine(
            line.position,
            line.quantity,
            line.fulfilled,
            invoiced[line.position].quantity if line.position in invoiced else 0,
        )
        for line in await books.sales_orders.lines(order.number)
    ]


def ordered_line(order: "SalesOrderRow", line: "SalesOrderLineRow") -> WrittenLine:
    """A line as it was written."""
    return WrittenLine(
        line.description,
        line.quantity,
        order.money(line.unit_minor_units),
        order.money(line.discount_minor_units),
        line.tax_rate,
    )


async def _take(books: "Books", order: "SalesOrderRow", said: OrderText, at: datetime) -> None:
    check_lines(len(said.lines))
    await check_project_of(books, order.customer, said.project)
    customer = await books.customers.get(order.customer)
    today = local_date(at, customer.time_zone)
    amounts = amounts_of(await written_items(books, order, said.lines, today))
    await books.sales_orders.remove_lines(order.number)
    _write_lines(books, order, amounts)
    order.subtotal_minor_units = amounts.subtotal.minor_units
    order.tax_minor_units = amounts.tax.minor_units
    order.total_minor_units = amounts.total.minor_units
    order.purchase_order, order.notes = said.purchase_order, said.notes
    order.terms, order.project = said.terms, said.project or None
    await books.flush()


def _write_lines(books: "Books", order: "SalesOrderRow", amounts: "InvoiceAmounts") -> None:
    for position, line in enumerate(amounts.lines, start=1):
        item = priced_item(line.item)
        books.sales_orders.add_line(
            order.number,
            position,
            description=item.description,
            quantity=item.quantity,
            fulfilled=0,
            unit_minor_units=item.unit_price.minor_units,
            discount_minor_units=item.discount.minor_units,
            **remembered_tax(line.tax),
            net_minor_units=line.taxed.net.minor_units,
            tax_minor_units=line.taxed.tax.minor_units,
            gross_minor_units=line.taxed.gross.minor_units,
        )
