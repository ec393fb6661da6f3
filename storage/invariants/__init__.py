"""What must be true of the books at every moment, as queries that find whatever offends it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from storage.invariants.access import ACCESS
from storage.invariants.collecting import COLLECTING
from storage.invariants.form import Invariant, Offence
from storage.invariants.money import MONEY
from storage.invariants.payments import PAYMENTS
from storage.invariants.projects import PROJECTS
from storage.invariants.quotes import QUOTES
from storage.invariants.retainers import RETAINERS
from storage.invariants.sales_orders import SALES_ORDERS
from storage.invariants.service_days import SERVICE

__all__ = ["INVARIANTS", "Invariant", "Offence", "offences"]

INVARIANTS = (
    *MONEY,
    *PAYMENTS,
    *RETAINERS,
    *SALES_ORDERS,
    *QUOTES,
    *PROJECTS,
    *SERVICE,
    *COLLECTING,
    *ACCESS,
)


_PARKS = {each.name: each.parks for each in INVARIANTS}
_ALL = text(
    " UNION ALL ".join(
        f"SELECT '{each.name}', found.what::text FROM ({each.query}) AS found (what)"  # noqa: S608 - queries of our own
        for each in INVARIANTS
    )
)
"""One question, so that all of it is about one moment."""


async def offences(session: AsyncSession, now: datetime) -> Sequence[Offence]:
    """Whatever in the books offends an invariant at this moment; nothing, if all is well."""
    moments = {
        "an_hour_ago": now - timedelta(hours=1),
        "five_minutes_ago": now - timedelta(minutes=5),
    }
    return [
        Offence(name, what, _PARKS[name]) for name, what in await session.execute(_ALL, moments)
    ]
