"""The frame of every page of the console: ways to its parts, and where an answer leads."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from api.callers import SignedInStaff
from api.commands import Decided
from api.flash import see_other
from api.mails import MAILS
from api.once import Outcome
from api.pages import NavEntry, Page, show
from api.paging import Cursors
from api.security.cookies import Jar
from api.staff.views.subjects import AsOf
from api.staff.views.words import asked
from domain.periods import local_date
from domain.policy import Action
from domain.words import N_

_ENTRIES: tuple[tuple[str, str, str, Action], ...] = (
    ("home", N_("Overview"), "/console", Action.CONSOLE_VIEW),
    ("customers", N_("Customers"), "/console/customers", Action.CUSTOMER_VIEW),
    ("subscriptions", N_("Subscriptions"), "/console/subscriptions", Action.SUBSCRIPTION_VIEW),
    ("plans", N_("Plans"), "/console/plans", Action.PLAN_VIEW),
    ("quotes", N_("Quotes"), "/console/quotes", Action.QUOTE_VIEW),
    ("orders", N_("Sales orders"), "/console/sales-orders", Action.SALES_ORDER_VIEW),
    ("invoices", N_("Invoices"), "/console/invoices", Action.INVOICE_VIEW),
    ("projects", N_("Projects"), "/console/projects", Action.PROJECT_VIEW),
    ("payments", N_("Payments"), "/console/payments", Action.PAYMENT_VIEW),
    ("books", N_("Books"), "/console/books", Action.JOURNAL_VIEW),
    ("processes", N_("Processes"), "/console/processes", Action.PROCESS_VIEW),
    ("commands", N_("Commands"), "/console/commands", Action.COMMAND_VIEW),
    ("preferences", N_("Preferences"), "/console/preferences", Action.PREFERENCES_VIEW),
)
WAITS = N_("It is above the limit: somebody else has to approve it first.")
WAITS_WITH_THE_DAY = N_(
    "With what you have done of this kind for this customer today it is above the limit: somebody"
    " else has to approve it first."
)
PENDING = N_("Accepted. It is being processed; nothing will be lost and nothing happens twice.")


@dataclass(frozen=True)
class Sheet:
    """A page of the console before it has its frame. `title` is a message id."""

    template: str
    title: str
    nav: str
    region: str | None = None
    errors: Mapping[str, str] = field(default_factory=dict)
    name: str = ""
    """Stands instead of the title where the page is about something that has a name."""


def console_page(
    request: Request, staff: SignedInStaff, sheet: Sheet, **words: object
) -> HTMLResponse:
    """The page, or its region where htmx asks for it."""
    page = Page(
        f"staff/{sheet.template}",
        sheet.name or staff.say(sheet.title),
        sheet.nav,
        entries=navigation(staff),
        region=sheet.region,
        errors=sheet.errors,
        status=422 if sheet.errors else 200,
    )
    today = local_date(staff.parts.clock.now(), staff.zone)
    return show(request, staff, page, asked=asked, mails_words=MAILS, today=today, **words)


def navigation(staff: SignedInStaff) -> list[NavEntry]:
    """The parts that this person may look at."""
    return [
        NavEntry(key, staff.say(label), href)
        for key, label, href, action in _ENTRIES
        if staff.may(action)
    ]


def go(staff: SignedInStaff, location: str, text: str = "") -> Response:
    """Go there, and say on top of that page what was done."""
    return see_other(Jar.of(staff.parts.settings), location, staff.say(text))


def go_decided(staff: SignedInStaff, location: str, decided: Decided, done: str) -> Response:
    """Go there, and say what became of a command."""
    jar = Jar.of(staff.parts.settings)
    if decided.refusal:
        return see_other(jar, location, staff.put(decided.refusal), "bad")
    if decided.is_pending:
        return see_other(jar, location, staff.say(PENDING), "info")
    return see_other(jar, location, staff.say(done))


def go_done(staff: SignedInStaff, location: str, outcome: Outcome, done: str) -> Response:
    """Go there, and say that a change was made, or why it was not; or to what it waits for."""
    if outcome.refusal:
        jar = Jar.of(staff.parts.settings)
        return see_other(jar, location, staff.put(outcome.refusal), "bad")
    if outcome.waits:
        jar = Jar.of(staff.parts.settings)
        why = staff.say(WAITS_WITH_THE_DAY if outcome.adds_up else WAITS)
        return see_other(jar, f"/console/sign-offs/{outcome.waits}", why, "info")
    return go(staff, location, done)


def as_of(staff: SignedInStaff) -> AsOf:
    """This moment, with the preferences that were read with the session."""
    return AsOf(staff.parts.clock.now(), staff.preferences)


def cursors(staff: SignedInStaff, scope: str) -> Cursors:
    """The cursors of one list of the console."""
    return Cursors(Jar.of(staff.parts.settings), f"console-{scope}")
