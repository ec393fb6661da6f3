"""How a document went out: to whom it was forwarded, and which links open it."""

from api.callers import SignedInStaff
from api.forwarding.views import sent_on
from api.staff.views.document_links import links_of
from domain.policy import Action
from domain.printing import DocumentKey
from storage.books import Books


async def given_out(
    staff: SignedInStaff, books: Books, customer: str, key: DocumentKey
) -> dict[str, object]:
    """What its page shows of that, and whether this person may forward it."""
    return {
        "sent": await sent_on(books, key),
        "links": await links_of(staff, books, customer, key),
        "may_forward": staff.may(Action.DOCUMENT_FORWARD),
    }
