"""A customer's statement of accounts: the page, and the file for spreadsheets."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.callers import SignedInStaff
from api.days import today_about
from api.doors import StaffMay
from api.staff.chrome import Sheet, console_page
from api.staff.views.statements import customer_named, statements_of
from api.statements.asking import StatementQuery
from api.statements.files import csv_of
from api.statements.papers import PaperStatement, pdf_of
from api.statements.views import page_of_statements
from domain.policy import Action
from domain.words import N_

router = APIRouter(include_in_schema=False)

Looking = Annotated[SignedInStaff, StaffMay(Action.STATEMENT_VIEW)]
Asked = Annotated[StatementQuery, Query()]


@router.get("/console/customers/{number}/statement")
async def show_statement(request: Request, staff: Looking, number: str, asked: Asked) -> Response:
    customer = await customer_named(staff, number)
    days, refusal = asked.days_or_refusal(today_about(staff, customer))
    found = await statements_of(staff, customer, days)
    root = f"/console/customers/{number}/statement"
    seen = page_of_statements(staff, root, asked, (days, refusal), found)
    errors = {"first": staff.put(refusal)} if refusal else {}
    sheet = Sheet("statement.html", N_("Statement of accounts"), "customers", errors=errors)
    return console_page(request, staff, sheet, seen=seen, customer=customer)


@router.get("/console/customers/{number}/statement.pdf")
async def print_statement(staff: Looking, number: str, asked: Asked) -> Response:
    """As the customer gets it, in the customer's language."""
    customer = await customer_named(staff, number)
    days = asked.days(today_about(staff, customer))
    found = await statements_of(staff, customer, days)
    return await pdf_of(staff, PaperStatement(customer, days, asked, asked.wanted(found)))


@router.get("/console/customers/{number}/statement.csv")
async def download_statement(staff: Looking, number: str, asked: Asked) -> Response:
    customer = await customer_named(staff, number)
    days = asked.days(today_about(staff, customer))
    found = await statements_of(staff, customer, days)
    return csv_of(staff, number, days, asked.wanted(found))
