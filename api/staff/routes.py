"""Every door of the console: its pages, and the same for programs."""

from fastapi import APIRouter

from api.staff.pages import (
    commands,
    contacts,
    customers,
    home,
    invitations,
    invoices,
    payments,
    plans,
    preferences,
    processes,
    sessions,
    subscriptions,
)

router = APIRouter()
for each in (
    sessions,
    home,
    invitations,
    customers,
    contacts,
    plans,
    subscriptions,
    invoices,
    payments,
    processes,
    commands,
    preferences,
):
    router.include_router(each.router)
