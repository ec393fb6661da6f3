"""Every door of the console: its pages, and the same for programs."""

from fastapi import APIRouter

from api.staff.pages import (
    addons,
    approvals,
    books,
    commands,
    comments,
    contacts,
    coupons,
    credit_notes,
    customers,
    deeds,
    document_links,
    documents,
    downloads,
    dunning,
    dunning_rules,
    forwarding,
    home,
    invitations,
    invoice_drafts,
    invoice_ends,
    invoices,
    methods,
    money,
    notifications,
    organisation,
    parking,
    payments,
    plans,
    portal_activity,
    preferences,
    processes,
    project_tasks,
    project_time,
    projects,
    quote_writing,
    quotes,
    refunds,
    retainers,
    sales_order_deeds,
    sales_orders,
    sessions,
    shipments,
    sign_offs,
    statements,
    subscriptions,
    tax_rates,
    timelines,
    unbilled_charges,
)
from api.staff.v1 import addons as v1_addons
from api.staff.v1 import approvals as v1_approvals
from api.staff.v1 import books as v1_books
from api.staff.v1 import coupons as v1_coupons
from api.staff.v1 import customers as v1_customers
from api.staff.v1 import deeds as v1_deeds
from api.staff.v1 import dunning as v1_dunning
from api.staff.v1 import invoice_drafts as v1_invoice_drafts
from api.staff.v1 import invoice_ends as v1_invoice_ends
from api.staff.v1 import methods as v1_methods
from api.staff.v1 import money as v1_money
from api.staff.v1 import notifications as v1_notifications
from api.staff.v1 import portal_activity as v1_portal_activity
from api.staff.v1 import projects as v1_projects
from api.staff.v1 import quotes as v1_quotes
from api.staff.v1 import records as v1_records
from api.staff.v1 import retainers as v1_retainers
from api.staff.v1 import sales as v1_sales
from api.staff.v1 import sales_orders as v1_sales_orders
from api.staff.v1 import sign_offs as v1_sign_offs
from api.staff.v1 import statements as v1_statements
from api.staff.v1 import tax_rates as v1_tax_rates
from api.staff.v1 import timelines as v1_timelines
from api.staff.v1 import unbilled_charges as v1_unbilled_charges
from api.staff.v1 import watch as v1_watch

router = APIRouter()
for each in (
    sessions,
    deeds,
    home,
    invitations,
    customers,
    contacts,
    dunning,
    dunning_rules,
    plans,
    tax_rates,
    addons,
    coupons,
    subscriptions,
    unbilled_charges,
    timelines,
    invoice_drafts,
    invoice_ends,
    invoices,
    methods,
    notifications,
    money,
    refunds,
    sign_offs,
    payments,
    document_links,
    documents,
    downloads,
    forwarding,
    processes,
    commands,
    portal_activity,
    comments,
    preferences,
    quotes,
    quote_writing,
    v1_quotes,
    books,
    v1_books,
    organisation,
    statements,
    credit_notes,
    retainers,
    sales_orders,
    sales_order_deeds,
    shipments,
    projects,
    project_tasks,
    project_time,
    approvals,
    parking,
    v1_watch,
    v1_customers,
    v1_sales,
    v1_sales_orders,
    v1_unbilled_charges,
    v1_deeds,
    v1_addons,
    v1_coupons,
    v1_timelines,
    v1_dunning,
    v1_invoice_drafts,
    v1_invoice_ends,
    v1_methods,
    v1_notifications,
    v1_money,
    v1_sign_offs,
    v1_portal_activity,
    v1_records,
    v1_projects,
    v1_approvals,
    v1_retainers,
    v1_statements,
    v1_tax_rates,
):
    router.include_router(each.router)
router.include_router(documents.programs)
router.include_router(downloads.programs)
