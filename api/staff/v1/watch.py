"""Alarms, parked customers and their release, for programs."""

from datetime import datetime
from typing import Annotated, Self

from fastapi import APIRouter
from pydantic import Field

from api.callers import SignedInStaff
from api.doors import StaffMay
from api.idempotency import IdempotencyKey
from api.inputs import Body, Words
from api.staff.changes.parking import release
from api.staff.v1.shapes import Shape
from domain.parking import LONGEST_REASON
from domain.policy import Action
from storage.customers import CustomerRow
from storage.watch import AlarmRow

router = APIRouter(prefix="/v1/staff", tags=["staff"])

_MOST = 1000


class AlarmShape(Shape):
    """Something that offends an invariant, since it was first seen."""

    invariant: str
    what: str
    customer: str | None
    since: datetime
    last_seen_at: datetime

    @classmethod
    def of(cls, row: AlarmRow) -> Self:
        return cls(
            invariant=row.invariant,
            what=row.what,
            customer=row.customer,
            since=row.first_seen_at,
            last_seen_at=row.last_seen_at,
        )


class ParkedShape(Shape):
    """A customer of whom nothing is charged by itself; `waiting` are the invoices that wait."""

    customer: str
    since: datetime
    because: str
    waiting: list[str]

    @classmethod
    def of(cls, row: CustomerRow, since: datetime, waiting: list[str]) -> Self:
        return cls(customer=row.number, since=since, because=row.parked_because, waiting=waiting)


class WatchShape(Shape):
    alarms: list[AlarmShape]
    parked: list[ParkedShape]


class ReleaseBody(Body):
    reason: Annotated[Words, Field(min_length=1, max_length=LONGEST_REASON)]


@router.get("/watch")
async def show_watch(
    staff: Annotated[SignedInStaff, StaffMay(Action.CONSOLE_VIEW)],
) -> WatchShape:
    """What offends an invariant now, and who is parked."""
    async with staff.parts.open_books() as books:
        alarms = await books.watch.open_alarms(limit=_MOST)
        parked = [
            ParkedShape.of(row, row.parked_at, await books.watch.held_numbers(row.number))
            for row in await books.watch.parked(limit=_MOST)
            if row.parked_at
        ]
    return WatchShape(alarms=[AlarmShape.of(row) for row in alarms], parked=parked)


@router.post("/customers/{number}/release")
async def release_them(
    staff: Annotated[SignedInStaff, StaffMay(Action.PARKED_RESOLVE)],
    key: IdempotencyKey,
    number: str,
    body: ReleaseBody,
) -> WatchShape:
    """What waited is charged, in its order."""
    (await release(staff, key, number, body.reason)).done  # noqa: B018 - raises the refusal
    return await show_watch(staff)
