"""Every door of the portal: pages, and /v1."""

from fastapi import APIRouter

from api.portal import (
    account,
    auto_charge,
    cancelling,
    changing,
    commands,
    giving_up,
    home,
    invoices,
    methods,
    pausing,
    paying,
    payments,
    subscriptions,
    trials,
)
from api.portal.v1 import asking, doing, reading
from api.portal.v1 import methods as v1_methods

router = APIRouter()
for part in (
    account,
    asking,
    auto_charge,
    cancelling,
    changing,
    commands,
    doing,
    giving_up,
    home,
    invoices,
    methods,
    v1_methods,
    pausing,
    paying,
    payments,
    reading,
    subscriptions,
    trials,
):
    router.include_router(part.router)
