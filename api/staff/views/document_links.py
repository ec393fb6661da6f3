"""Links to a document, or to give a payment method, as staff see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from activities.document_links import life_of
from api.callers import SignedInStaff
from api.downloads.files import NAMES
from domain.numbers import quoted
from domain.policy import Action
from domain.printing import DocumentKey
from storage.books import Books
from storage.customers import ContactRow
from storage.document_links import DocumentLinkRow


@dataclass(frozen=True)
class LinkSeen:
    """A link that still opens something."""

    id: UUID
    address: str
    contact: str
    made_at: datetime
    expires_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True)
class LinksView:
    """`home` is the page they stand on, `people` those for whom one can be made."""

    home: str
    links: Sequence[LinkSeen]
    people: Sequence[ContactRow]


async def links_of(
    staff: SignedInStaff, books: Books, customer: str, about: DocumentKey | None = None
) -> LinksView | None:
    """The customer's links to a document, or to give a method; None for who may make none."""
    if not may_link(staff):
        return None
    if about:
        rows = await books.document_links.of_document(about)
        home = f"/console/{NAMES[about.kind]}/{quoted(about.number)[0]}"
    else:
        rows = await books.document_links.for_methods(customer)
        home = f"/console/customers/{customer}"
    people = [each for each in await books.customers.contacts_of(customer) if each.email]
    return LinksView(home, await live(staff, books, rows), people)


async def live(
    staff: SignedInStaff, books: Books, rows: Sequence[DocumentLinkRow]
) -> Sequence[LinkSeen]:
    now = staff.parts.clock.now()
    return [
        await _seen(staff, books, row)
        for row in rows
        if not (await life_of(books, row)).is_over(now)
    ]


def may_link(staff: SignedInStaff) -> bool:
    return staff.may(Action.DOCUMENT_LINK_MANAGE) and staff.preferences.public_links_enabled


async def _seen(staff: SignedInStaff, books: Books, row: DocumentLinkRow) -> LinkSeen:
    contact = await books.customers.contact(row.contact)
    return LinkSeen(
        row.id,
        staff.parts.links.document(row.id),
        contact.name if contact else row.contact,
        row.created_at,
        row.expires_at,
        row.last_used_at,
    )
