"""Every door of the portal: pages, and /v1."""

from fastapi import APIRouter

from api.portal import (
    account,
    approval_answers,
    approvals,
    auto_charge,
    cancelling,
    changing,
    commands,
    comments,
    credit_notes,
    credits,
    documents,
    downloads,
    forwarding,
    giving_up,
    home,
    invoices,
    methods,
    pausing,
    paying,
    payments,
    projects,
    quote_answers,
    quotes,
    retainers,
    sales_orders,
    statements,
    subscriptions,
    timelines,
    trials,
)
from api.portal.v1 import asking, doing, reading
from api.portal.v1 import methods as v1_methods
from api.portal.v1 import quotes as v1_quotes
from api.portal.v1 import statements as v1_statements
from api.portal.v1 import timelines as v1_timelines

router = APIRouter()
for part in (
    account,
    asking,
    auto_charge,
    cancelling,
    changing,
    commands,
    comments,
    documents,
    downloads,
    forwarding,
    credits,
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
    credit_notes,
    quotes,
    quote_answers,
    v1_quotes,
    retainers,
    sales_orders,
    projects,
    approval_answers,
    approvals,
    statements,
    v1_statements,
    subscriptions,
    timelines,
    v1_timelines,
    trials,
):
    router.include_router(part.router)
router.include_router(documents.programs)
router.include_router(downloads.programs)
