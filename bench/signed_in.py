"""A customer who is signed in, without the seconds that a password costs."""

from datetime import UTC, datetime, timedelta

import httpx

from api.security.sessions import PORTAL
from bench.stack import Stack
from domain.invitations import InvitationStatus
from runtime.identity import new_token
from runtime.links import Links


async def signed_in(stack: Stack, customer: str) -> httpx.AsyncClient:
    """A browser of the customer's primary contact person. The caller closes it."""
    settings, now = stack.settings, datetime.now(UTC)
    token = new_token(PORTAL.prefix)
    async with stack.books() as books:
        contact = await books.customers.primary_contact(customer)
        assert contact is not None, "a populated customer has a contact person"
        if await books.invitations.find(contact.number) is None:
            books.invitations.new(
                contact=contact.number,
                status=InvitationStatus.ACCEPTED,
                version=1,
                sent_at=now,
                expires_at=now + timedelta(days=7),
                accepted_at=now,
            )
        books.sessions.new_portal(
            contact=contact.number,
            digest=Links(settings.base_url, settings.secret_key).digest(token),
            created_at=now,
            seen_at=now,
            expires_at=now + timedelta(hours=8),
        )
    return httpx.AsyncClient(
        base_url=settings.base_url,
        cookies={PORTAL.cookie: token},
        headers={"Sec-Fetch-Site": "same-origin", "Accept-Language": "en"},
        timeout=30,
    )
