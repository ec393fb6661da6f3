"""What the next term of each subscription of a page comes to, worked out by the rules."""

from collections.abc import Mapping, Sequence

from activities.unbilled_charges import waiting_items
from domain.contents import setup_items, term_price
from domain.money import Money
from domain.periods import local_date, term
from storage.books import Books
from storage.overviews import Overviews
from storage.subscriptions import SubscriptionRow


async def next_totals(books: Books, rows: Sequence[SubscriptionRow]) -> Mapping[str, Money]:
    """By number, tax, addons, coupon and charges included, as it is now: without other changes.

    What cannot be priced any more is left out.
    """
    contents = await books.contents.all(rows)
    waiting = await waiting_items(books, rows)
    begun = {row.number: row.term_ends_on for row in rows}
    zones: Mapping[str, str] = {}
    if not all(begun.values()):
        zones = await Overviews(books.session).zones([row.customer for row in rows])
    totals: dict[str, Money] = {}
    for row in rows:
        if row.number in contents:
            sold = contents[row.number]
            begins_on = begun[row.number] or local_date(row.starts_at, zones[row.customer])
            period = term(begins_on, sold.plan.interval, 0, row.anchor_day)
            setup = () if row.setup_fee_billed else setup_items(sold.plan)
            once = (*setup, *waiting.get(row.number, ()))
            totals[row.number] = term_price(sold, period, once)
    return totals
