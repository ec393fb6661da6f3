"""Links among the effects: what was begun by one leads back to it."""

from uuid import UUID

import pytest

from activities.document_links import NewLink, Token, make_link, revoke_link
from activities.invoice_ends import void_invoice
from activities.processor import _matter
from activities.set_ups import _back
from domain.commands import Actor, ActorKind, CommandStatus
from domain.document_links import LinkGone, NotToBeLinked
from domain.documents import DocumentKind
from domain.numbers import Series
from domain.printing import DocumentKey
from runtime.languages import said_in
from tests.support.office import Office

LINK = UUID(int=7)
STAFF = Actor(ActorKind.STAFF, "STAFF-1")


async def linked(office: Office) -> tuple[str, str]:
    """An invoice with a link to it that was mailed: its number, and its customer's."""
    invoice = await office.offline()
    new = NewLink(
        token=Token(LINK, "d" * 64),
        by=STAFF,
        document=DocumentKey(DocumentKind.INVOICE, invoice.number or ""),
        mails=True,
    )
    async with office.books() as books:
        await make_link(books, new, office.clock.at)
    return invoice.number or "", invoice.customer


async def test_what_a_holder_begins_leads_back_to_the_link(office: Office) -> None:
    invoice, _ = await linked(office)
    async with office.books() as books:
        number = await books.numbers.take(Series.PAYMENT)
    share = {"number": invoice, "minor_units": 3100}
    asked = await office.asked(
        "payment", number, "pay", by=ActorKind.CONTACT, invoices=[share], link=str(LINK)
    )
    assert asked.status is CommandStatus.APPLIED, asked.detail
    async with office.books() as books:
        payment = await books.payments.get(number)
        assert payment.link == LINK
        matter = await _matter(books, number, said_in)
    assert matter.back == f"/links/{LINK}/payments/{number}"


async def test_a_method_that_a_holder_gives_leads_back_to_the_link(office: Office) -> None:
    _, customer = await linked(office)
    asked = await office.asked(
        "method", "PM-000009", "set_up", by=ActorKind.CONTACT, customer=customer, link=str(LINK)
    )
    assert asked.status is CommandStatus.APPLIED, asked.detail
    async with office.books() as books:
        set_up = await books.set_ups.get("PM-000009")
    assert _back(set_up) == f"/links/{LINK}/methods/PM-000009"


async def test_a_link_is_taken_back_once_and_what_is_void_gets_none(office: Office) -> None:
    invoice, _ = await linked(office)
    async with office.books() as books:
        await revoke_link(books, LINK, STAFF, "", office.clock.at)
    async with office.books() as books:
        ended_at = (await books.document_links.get(LINK)).ended_at
        await revoke_link(books, LINK, STAFF, "", office.clock.at.replace(year=2056))
        assert (await books.document_links.get(LINK)).ended_at == ended_at
    with pytest.raises(LinkGone):
        async with office.books() as books:
            await revoke_link(books, UUID(int=8), STAFF, "", office.clock.at)
    key = DocumentKey(DocumentKind.INVOICE, invoice)
    new = NewLink(token=Token(UUID(int=9), "e" * 64), by=STAFF, document=key)
    async with office.books() as books:
        await void_invoice(books, invoice, office.clock.at)
    with pytest.raises(NotToBeLinked):
        async with office.books() as books:
            await make_link(books, new, office.clock.at)
