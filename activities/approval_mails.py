"""What customers are told of approvals by mail: that one waits for them, and that it still does."""

from datetime import datetime
from typing import TYPE_CHECKING

from activities.messages import Mail, queue_mail
from domain.messages import MailKind
from domain.time_billing import clock_time

if TYPE_CHECKING:
    from storage.approvals import ApprovalRow
    from storage.books import Books


async def mail_approval(books: "Books", kind: MailKind, row: "ApprovalRow", at: datetime) -> None:
    """To the customer's main contact person, if the organisation wants such mails."""
    preferences = await books.organisations.preferences()
    if not preferences.timesheets_mails:
        return
    contact = await books.customers.primary_contact(row.customer)
    if contact is None or not contact.email:
        return
    in_portal = await books.invitations.lets_in(contact.number)
    project = await books.projects.get(row.project)
    facts = {
        "approval": row.number,
        "project": project.name,
        "hours": clock_time(row.minutes or 0),
        "amount": row.total,
        "submitted_at": row.submitted_at,
        "portal": "yes" if in_portal else None,
    }
    about = f"{row.number}/{row.round}/{at:%Y%m%d%H%M%S}"
    await queue_mail(books, Mail(kind, row.customer, about, row.number, facts=facts), at)
