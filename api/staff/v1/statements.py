"""A customer's statement of accounts for programs of the organisation."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.callers import SignedInStaff
from api.days import today_about
from api.doors import StaffMay
from api.staff.views.statements import customer_named, statements_of
from api.statements.asking import StatementQuery
from api.statements.shapes import StatementsShape
from domain.policy import Action

router = APIRouter(prefix="/v1/staff", tags=["staff"])


@router.get("/customers/{number}/statement")
async def show_statement(
    staff: Annotated[SignedInStaff, StaffMay(Action.STATEMENT_VIEW)],
    number: str,
    asked: Annotated[StatementQuery, Query()],
) -> StatementsShape:
    """Every movement of the days; `page` and `show` are for pages."""
    customer = await customer_named(staff, number)
    days = asked.days(today_about(staff, customer))
    found = await statements_of(staff, customer, days)
    return StatementsShape.of(number, days, found, asked.currency)
