"""Every door of the portal: pages, and /v1."""

from fastapi import APIRouter

from api.portal import (
    account,
    auto_charge,
    commands,
    home,
    invoices,
    paying,
    payments,
    subscriptions,
    trials,
)

router = APIRouter()
for part in (
    account,
    auto_charge,
    commands,
    home,
    invoices,
    paying,
    payments,
    subscriptions,
    trials,
):
    router.include_router(part.router)
