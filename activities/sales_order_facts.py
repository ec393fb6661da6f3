"""What the document of a sales order shows, read from the books."""

from typing import TYPE_CHECKING

from activities.document_facts import buyer_of, seller_of
from domain.articles import ArticleKind
from domain.documents import DocumentFacts, DocumentItem, DocumentKind, NotIssued
from domain.periods import local_date
from domain.taxes import Taxed

if TYPE_CHECKING:
    from storage.books import Books
    from storage.sales_order_lines import SalesOrderLineRow
    from storage.sales_orders import SalesOrderRow


async def sales_order_facts(books: "Books", order: "SalesOrderRow") -> DocumentFacts:
    """Raises `NotIssued` for one that was never confirmed."""
    if order.confirmed_at is None:
        raise NotIssued(number=order.number)
    customer = await books.customers.get(order.customer)
    organisation = await books.organisations.get()
    lines = await books.sales_orders.lines(order.number)
    return DocumentFacts(
        kind=DocumentKind.SALES_ORDER,
        number=order.number,
        language=customer.language,
        time_zone=organisation.time_zone,
        issued_on=local_date(order.confirmed_at, organisation.time_zone),
        issued_at=order.confirmed_at,
        seller=seller_of(organisation),
        buyer=buyer_of(customer),
        items=tuple(_item(order, line) for line in lines),
        subtotal=order.money(order.subtotal_minor_units),
        tax=order.money(order.tax_minor_units),
        total=order.total,
        purchase_order=order.purchase_order,
        notes=order.notes,
        terms=order.terms,
        project=order.project or "",
    )


def _item(order: "SalesOrderRow", line: "SalesOrderLineRow") -> DocumentItem:
    return DocumentItem(
        kind=ArticleKind.ITEM,
        code="",
        description=line.description,
        quantity=line.quantity,
        unit_price=order.money(line.unit_minor_units),
        discount=order.money(line.discount_minor_units),
        taxed=Taxed(
            net=order.money(line.net_minor_units),
            tax=order.money(line.tax_minor_units),
            gross=order.money(line.gross_minor_units),
        ),
        tax=line.borne_tax,
        tax_name=line.tax_name or "",
    )
