"""Finding out who signs in, as slowly and silently for a stranger as for a friend."""

import hashlib
from dataclasses import dataclass

from api.parts import Parts
from domain.invitations import InvitationStatus
from storage.customers import ContactRow, CustomerRow

_MOST_ALIKE = 5


@dataclass(frozen=True)
class Account:
    """A contact person who may sign in, and for which customer."""

    contact: ContactRow
    customer: CustomerRow


async def accounts_with(parts: Parts, email: str, password: str) -> list[Account]:
    """Everybody with this address and password. A wrong one takes as long as the other."""
    candidates = await _accepted(parts, email)
    stored = [account.contact.password_hash for account in candidates] or [None]
    fitting = [await parts.passwords.is_right(each, password) for each in stored]
    return [account for account, fits in zip(candidates, fitting, strict=False) if fits]


async def accounts_numbered(parts: Parts, contacts: list[str]) -> list[Account]:
    """The accounts with these numbers, as far as they may still sign in."""
    async with parts.open_books() as books:
        invitations = await books.invitations.of_contacts(contacts)
        accepted = [each.contact for each in invitations if _is_accepted(each.status)]
        rows = [await books.customers.contact(number) for number in sorted(accepted)]
        return [Account(row, await books.customers.get(row.customer)) for row in rows if row]


async def _accepted(parts: Parts, email: str) -> list[Account]:
    async with parts.open_books() as books:
        contacts = (await books.customers.contacts_with_email(email))[:_MOST_ALIKE]
        invitations = await books.invitations.of_contacts([each.number for each in contacts])
        accepted = {each.contact for each in invitations if _is_accepted(each.status)}
        return [
            Account(contact, await books.customers.get(contact.customer))
            for contact in contacts
            if contact.number in accepted and contact.password_hash
        ]


def _is_accepted(status: InvitationStatus) -> bool:
    return status is InvitationStatus.ACCEPTED


def account_key(email: str) -> str:
    """What limits count an account by; not its address."""
    return hashlib.sha256(email.strip().lower().encode()).hexdigest()[:32]
