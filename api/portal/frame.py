"""What every page of the portal has around it, and how it ends when a command was given."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from api.callers import SignedInContact
from api.commands import Check, Commands, Decided, Order
from api.flash import see_other
from api.pages import NavEntry, Page, show
from api.security.cookies import Jar
from api.security.limits import COMMANDS_OF_PERSON
from domain.commands import CommandStatus
from domain.errors import BillingError
from domain.policy import Action
from domain.words import N_

_NAV = (
    ("home", N_("Home"), "/", Action.DASHBOARD_VIEW),
    ("subscriptions", N_("Subscriptions"), "/subscriptions", Action.SUBSCRIPTION_VIEW),
    ("quotes", N_("Quotes"), "/quotes", Action.QUOTE_VIEW),
    ("orders", N_("Sales orders"), "/sales-orders", Action.SALES_ORDER_VIEW),
    ("invoices", N_("Invoices"), "/invoices", Action.INVOICE_VIEW),
    ("projects", N_("Projects"), "/projects", Action.PROJECT_VIEW),
    ("timesheets", N_("Approvals"), "/approvals", Action.PROJECT_VIEW),
    ("payments", N_("Payments"), "/payments", Action.PAYMENT_VIEW),
    ("credit-notes", N_("Credit notes"), "/credit-notes", Action.CREDIT_NOTE_VIEW),
    ("statements", N_("Statement"), "/statements", Action.STATEMENT_VIEW),
    ("account", N_("Account"), "/account", Action.SESSION_OWN),
)


def portal_page(
    request: Request, contact: SignedInContact, page: Page, **words: object
) -> HTMLResponse:
    """The page with the ways to the others, as far as they are open to this person."""
    entries = [
        NavEntry(key, contact.say(label), href)
        for key, label, href, action in _NAV
        if contact.may(action)
    ]
    return show(request, contact, replace(page, entries=entries), **words)


def page_named(template: str, title: str, nav: str, **more: str) -> Page:
    """A page of the portal; `more` may name its region and its banner."""
    known: Mapping[str, str] = more
    return Page(
        f"portal/{template}",
        title,
        nav,
        region=known.get("region"),
        banner=known.get("banner", ""),
    )


async def give_all(contact: SignedInContact, orders: Sequence[Order]) -> Sequence[Decided]:
    """Give all of these for this person, or none where there are too many for their limit."""
    for _ in orders:
        contact.parts.limits.count(COMMANDS_OF_PERSON, contact.contact.number)
    return await Commands(contact.parts).send_all(orders, contact)


async def give(contact: SignedInContact, order: Order, check: Check | None = None) -> Decided:
    """Give the command for this person, as often as their limit allows.

    A page shows a refusal the same way, whether it came before or after the command was given.
    """
    contact.parts.limits.count(COMMANDS_OF_PERSON, contact.contact.number)
    try:
        return await Commands(contact.parts).send(order, contact, check)
    except BillingError as refusal:
        id = order.id_for(contact.actor)
        return Decided(id, CommandStatus.REFUSED, order.process, str(order.key), refusal)


def after(
    contact: SignedInContact, decided: Decided, location: str, done: str = "", back: str = ""
) -> Response:
    """Go on: with what was done, with why it was refused, or to where one sees it happen."""
    jar = Jar.of(contact.parts.settings)
    if decided.refusal:
        return see_other(jar, back or location, contact.put(decided.refusal), "bad")
    if decided.is_pending:
        return see_other(jar, f"/commands/{decided.id}")
    return see_other(jar, location, contact.say(done) if done else "")
