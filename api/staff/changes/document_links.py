"""Links that staff make and take back, each once and recorded."""

from datetime import datetime
from uuid import UUID

from activities.document_links import NewLink, Token, make_link, revoke_link
from activities.records import Recorded
from api.callers import SignedInStaff
from api.once import Asked, Outcome, once
from domain.printing import DocumentKey
from runtime.identity import new_id
from storage.books import Books


async def make(
    staff: SignedInStaff,
    key: str,
    about: DocumentKey | str,
    *,
    contact: str = "",
    mails: bool = False,
) -> Outcome:
    """To a document or, with the number of a customer, to give a payment method.

    The record's key is the id of the link.
    """

    async def work(books: Books, at: datetime) -> Recorded:
        id, links = new_id(), staff.parts.links
        new = NewLink(
            token=Token(id, links.digest(links.document_token(id))),
            by=staff.actor,
            address=staff.address,
            document=about if isinstance(about, DocumentKey) else None,
            customer="" if isinstance(about, DocumentKey) else about,
            contact=contact,
            mails=mails,
        )
        return await make_link(books, new, at)

    said = {"about": str(about), "contact": contact, "mails": mails}
    return await once(staff, Asked("console/links", key, said), work)


async def revoke(staff: SignedInStaff, key: str, id: UUID) -> Outcome:
    async def work(books: Books, at: datetime) -> Recorded:
        return await revoke_link(books, id, staff.actor, staff.address, at)

    return await once(staff, Asked("console/links/revoke", key, {"id": str(id)}), work)
