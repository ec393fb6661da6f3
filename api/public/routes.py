"""Every public door."""

from fastapi import APIRouter

from api.public import (
    descriptions,
    documents,
    invitations,
    languages,
    login,
    passwords,
    processor_events,
)

router = APIRouter()
for part in (descriptions, documents, invitations, languages, login, passwords, processor_events):
    router.include_router(part.router)
