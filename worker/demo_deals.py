"""The deals of the demo: what staff have offered, agreed and done in the last days."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from activities.approval_sheets import submit_now, write_approval
from activities.comments import NewComment, write_comment
from activities.process import Told, tell
from activities.projects import ProjectWords, TaskWords, write_project, write_task
from activities.quote_offers import Deed, send_quote
from activities.quote_writing import QuotedLine, QuoteText, write_quote
from activities.retainers import RetainerFor, issue_retainer
from activities.sales_orders import OrderText, confirm_order, write_order
from activities.shipments import NewShipment, Tracking, fulfil_order
from activities.time_entries import Logged, log_time
from activities.unbilled_charges import add_charge
from domain.commands import Actor, ActorKind
from domain.comments import Subject, SubjectKind, Visibility
from domain.invoice_drafts import WrittenLine
from domain.money import Money
from domain.periods import local_date
from domain.sales_orders import ShipmentStatus
from storage.books import Books

WRITER = "ines.kovac@kestrel-lark.example"
THEATRE = "june.whitaker@cedaralley.example"
SOCIETY = "clara.hofbauer@lindenhof.example"
VALID_DAYS = 21


@dataclass(frozen=True)
class Deals:
    """With whom, by whom and when. `today` is the organisation's day."""

    books: Books
    at: datetime
    by: str
    theatre: str
    society: str
    today: date

    @property
    def actor(self) -> Actor:
        return Actor(ActorKind.STAFF, self.by)


async def make_deals(books: Books, at: datetime) -> None:
    """A quote to decide about, hours to approve, an order on its way, and what was said of them."""
    writer = await books.staff.with_email(WRITER)
    if writer is None:
        raise LookupError(f"the demo has nobody called {WRITER}")
    zone = (await books.organisations.get()).time_zone
    deals = Deals(
        books,
        at,
        writer.number,
        await _customer(books, THEATRE),
        await _customer(books, SOCIETY),
        local_date(at, zone),
    )
    await _offer(deals)
    await _work(deals)
    await _deliver(deals)
    await _ask_in_advance(deals)
    await _add_to_the_next_invoice(deals)


async def _customer(books: Books, email: str) -> str:
    return (await books.customers.contacts_with_email(email))[0].customer


def _line(description: str, quantity: int, minor_units: int, currency: str) -> WrittenLine:
    price, nothing = Money(minor_units, currency), Money.zero(currency)
    return WrittenLine(description, quantity, price, nothing)


async def _offer(deals: Deals) -> None:
    """Open, with an option that is suggested; the customer has it to decide about."""
    books, at = deals.books, deals.at
    text = QuoteText(
        "Lighting for the spring season",
        (
            QuotedLine(_line("Lighting design", 1, 180_000, "USD")),
            QuotedLine(_line("Crew, per day", 4, 42_000, "USD")),
            QuotedLine(_line("Recording of the opening night", 1, 65_000, "USD"), True, True),
            QuotedLine(_line("A second recording", 1, 30_000, "USD"), True),
        ),
        valid_until=deals.today + timedelta(days=VALID_DAYS),
        notes="We can begin three weeks after you accept.",
        wants_purchase_order=True,
    )
    quote = await write_quote(books, deals.theatre, text, deals.by, at)
    await send_quote(books, quote.number, Deed(deals.by, at))
    says = f"{quote.number} is on offer"
    await tell(books, Told("quote", quote.number, deals.theatre, None, says, quote.number), at)


async def _work(deals: Deals) -> None:
    """Three days of a project, submitted; and an hour that the customer never sees."""
    books, at = deals.books, deals.at
    words = ProjectWords("Box office migration", rate=9_500, asks_approval=True)
    project = await write_project(books, deals.theatre, words, at)
    billed = await write_task(books, project.number, TaskWords("Migration of seat plans"), at)
    inner = TaskWords("Internal review", is_billable=False)
    internal = await write_task(books, project.number, inner, at)
    entries = []
    for days, minutes, note in ((4, 210, "Main stage"), (3, 345, "Studio"), (2, 90, "Checks")):
        day = deals.today - timedelta(days=days)
        logged = Logged(billed.number, deals.by, day, minutes, note=note)
        entries.append((await log_time(books, project.number, logged, deals.by, at)).number)
    hidden = Logged(internal.number, deals.by, deals.today, 60, is_billable=False)
    await log_time(books, project.number, hidden, deals.by, at)
    approval = await write_approval(books, project.number, entries, deals.by, at)
    await submit_now(books, approval.number, deals.actor, at)


async def _deliver(deals: Deals) -> None:
    """Confirmed, and half of it on its way."""
    books, at = deals.books, deals.at
    lines = (_line("Bühnenscheinwerfer", 6, 24_900, "EUR"), _line("Kabel, 20 m", 12, 3_490, "EUR"))
    text = OrderText(lines, purchase_order="LH-2291")
    order = await write_order(books, deals.society, text, deals.by, at)
    await confirm_order(books, order.number, at)
    tracking = Tracking("Österreichische Post", "1012345678901")
    shipped = NewShipment({1: 6}, tracking, ShipmentStatus.SHIPPED)
    await fulfil_order(books, order.number, shipped, deals.by, at)


async def _ask_in_advance(deals: Deals) -> None:
    """A retainer, and what was said about it: one word to the customer, one among staff."""
    books, at = deals.books, deals.at
    asked = RetainerFor(deals.society, Money(50_000, "EUR"), "Sommerfest, Anzahlung")
    retainer = await issue_retainer(books, asked, deals.by, at)
    about = Subject(SubjectKind.RETAINER, str(retainer.number))
    for words, visibility in (
        ("Sobald sie da ist, bestellen wir die Bühne.", Visibility.SHOWN),
        ("They paid late last year: order nothing before it is here.", Visibility.INTERNAL),
    ):
        new = NewComment(subject=about, by=deals.actor, words=words, visibility=visibility)
        await write_comment(books, new, at)


async def _add_to_the_next_invoice(deals: Deals) -> None:
    """Work that was done beside a subscription."""
    books = deals.books
    for row in await books.subscriptions.of_customer(deals.theatre):
        if row.renews_at and not row.ended_at:
            line = _line("Training on site, per hour", 2, 9_500, row.currency)
            await add_charge(books, row.number, line, deals.by, deals.at)
            return
