"""The customer's statement of accounts: the page, and the file for spreadsheets."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.callers import SignedInContact
from api.days import today_about
from api.doors import ContactMay
from api.portal.frame import page_named, portal_page
from api.portal.views.statements import statements_of
from api.security.limits import DOWNLOADS_OF_PERSON
from api.statements.asking import StatementQuery
from api.statements.files import csv_of
from api.statements.papers import PaperStatement, pdf_of
from api.statements.views import page_of_statements
from domain.policy import Action
from domain.words import N_

router = APIRouter(include_in_schema=False)

Looking = Annotated[SignedInContact, ContactMay(Action.STATEMENT_VIEW)]
Asked = Annotated[StatementQuery, Query()]


@router.get("/statements")
async def show_statements(request: Request, contact: Looking, asked: Asked) -> Response:
    days, refusal = asked.days_or_refusal(today_about(contact, contact.customer))
    found = await statements_of(contact, days)
    seen = page_of_statements(contact, "/statements", asked, (days, refusal), found)
    page = page_named("statements.html", contact.say(N_("Statement of accounts")), "statements")
    if refusal:
        page = page.again({"first": contact.put(refusal)})
    return portal_page(request, contact, page, seen=seen, customer=contact.customer)


@router.get("/statements.pdf")
async def print_statements(contact: Looking, asked: Asked) -> Response:
    contact.parts.limits.count(DOWNLOADS_OF_PERSON, contact.contact.number)
    days = asked.days(today_about(contact, contact.customer))
    found = await statements_of(contact, days)
    return await pdf_of(contact, PaperStatement(contact.customer, days, asked, asked.wanted(found)))


@router.get("/statements.csv")
async def download_statements(contact: Looking, asked: Asked) -> Response:
    contact.parts.limits.count(DOWNLOADS_OF_PERSON, contact.contact.number)
    days = asked.days(today_about(contact, contact.customer))
    found = await statements_of(contact, days)
    return csv_of(contact, contact.customer.number, days, asked.wanted(found))
