"""The customer's statement of accounts for programs."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.callers import SignedInContact
from api.days import today_about
from api.doors import ContactMay
from api.portal.views.statements import statements_of
from api.statements.asking import StatementQuery
from api.statements.shapes import StatementsShape
from domain.policy import Action

router = APIRouter(prefix="/v1")


@router.get("/statements")
async def show_statements(
    contact: Annotated[SignedInContact, ContactMay(Action.STATEMENT_VIEW)],
    asked: Annotated[StatementQuery, Query()],
) -> StatementsShape:
    """Every movement of the days; `page` and `show` are for pages."""
    days = asked.days(today_about(contact, contact.customer))
    found = await statements_of(contact, days)
    return StatementsShape.of(contact.customer.number, days, found, asked.currency)
