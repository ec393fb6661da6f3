"""The watch over the books: what offends an invariant is an alarm, and parks whose it is."""

from datetime import datetime
from typing import TYPE_CHECKING

from temporalio import activity

from activities.contracts import Clock, StepDue
from activities.parking import park_customer
from activities.process import ProcessActivities

if TYPE_CHECKING:
    from storage.books import Books
    from storage.invariants import Offence

CHECK = "check"


class WatchActivities(ProcessActivities):
    @activity.defn
    async def check_books(self, due: StepDue) -> Clock:
        """Look at every invariant once; what was found before and is gone is no alarm any more."""
        return await self._in_books(lambda books: checked(books, due.as_of))


async def checked(books: "Books", at: datetime) -> Clock:
    """Ring for what is new, and park whose it is. Safe to repeat: an alarm rings once."""
    known = {(alarm.invariant, alarm.what): alarm for alarm in await books.watch.open_alarms()}
    found = {(each.invariant, each.what): each for each in await books.watch.offences(at)}
    for key, alarm in known.items():
        if key in found:
            alarm.last_seen_at = at
        else:
            alarm.ended_at = at
    new = [each for key, each in found.items() if key not in known]
    for offence in new:
        await _ring(books, offence, at)
    await books.flush()
    if not found:
        return Clock("in_order", "Everything is in order.", over=True)
    return Clock("alarm", f"{len(found)} offences, {len(new)} of them new.", over=True)


async def _ring(books: "Books", offence: "Offence", at: datetime) -> None:
    customer = await books.watch.customer_of(offence.what)
    books.watch.new_alarm(offence, customer, at)
    if customer and offence.parks:
        await park_customer(books, customer, f"{offence.invariant}: {offence.what}", at)
