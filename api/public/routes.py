"""Every public door."""

from fastapi import APIRouter

from api.public import (
    descriptions,
    document_links,
    documents,
    invitations,
    languages,
    link_orders,
    link_quotes,
    link_steps,
    login,
    passwords,
    processor_events,
)

router = APIRouter()
for part in (
    descriptions,
    document_links,
    documents,
    invitations,
    languages,
    link_orders,
    link_quotes,
    link_steps,
    login,
    passwords,
    processor_events,
):
    router.include_router(part.router)
