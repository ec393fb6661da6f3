"""The customer's statement of accounts for programs."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.callers import SignedInContact
from api.doors import ContactMay
from api.statements.asking import StatementQuery, today_of
from api.statements.shapes import StatementsShape
from domain.policy import Action
from storage.statements import Statements

router = APIRouter(prefix="/v1")


@router.get("/statements")
async def show_statements(
    contact: Annotated[SignedInContact, ContactMay(Action.STATEMENT_VIEW)],
    asked: Annotated[StatementQuery, Query()],
) -> StatementsShape:
    """Every movement of the days; `page` and `show` are for pages."""
    days = asked.days(today_of(contact))
    customer = contact.customer.number
    async with contact.parts.open_books() as books:
        found = await Statements(books.session, customer).over(days)
    return StatementsShape.of(customer, days, found, asked.currency)
