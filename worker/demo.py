"""The demo organisation: its files dated from today, imported like any others, and people to be."""

from datetime import date, datetime, timedelta
from pathlib import Path

from activities.process import Told, tell
from domain.errors import Conflict, Forbidden
from domain.invitations import InvitationStatus, valid_until
from domain.numbers import Series
from domain.periods import local_date
from domain.words import N_
from runtime.clock import SystemClock
from runtime.passwords import password_hasher
from runtime.settings import Environment, Settings
from storage.books import Books, books_of, open_engine
from storage.customers import ContactRow
from worker.demo_dates import dated
from worker.demo_deals import make_deals
from worker.demo_people import (
    ACCEPTED,
    EXPIRED,
    INVITED,
    STAFF,
    DemoLogin,
    DemoStaff,
    keep_logins,
    kept_logins,
    new_password,
)
from worker.imports import import_files, read_folder

__all__ = ["DemoLogin", "load_demo"]

TEMPLATES = Path(__file__).parent.parent / "demo"
TIME_ZONE = "Europe/Vienna"
PREFERENCES = dict.fromkeys(
    (
        "trial.activate",
        "trial.extend",
        "trial.cancel",
        "autocharge.toggle",
        "edit.enabled",
        "pause.enabled",
        "resume.enabled",
        "cancel.enabled",
        "reactivate.enabled",
        "view.projects",
        "view.sales_orders",
        "timesheets.customer_approval.enabled",
    ),
    True,
)
INVITED_BEFORE = timedelta(days=20)
LINK_LIFE_DAYS = 7

_hasher = password_hasher()


class NoDemoInProduction(Forbidden):
    message = N_("The demo organisation is for trying and developing, never for production.")


class BooksInUse(Conflict):
    message = N_("The books hold {organisation} already: the demo needs empty books.")


class DemoHasFaults(Exception):
    """The demo's own files cannot be imported: that is a mistake of ours."""


async def load_demo(settings: Settings) -> list[DemoLogin]:
    """Load the demo into empty books, once; its logins, then and at every later call.

    Raises `NoDemoInProduction`, and `BooksInUse` where there is another organisation.
    """
    if settings.environment is Environment.PRODUCTION:
        raise NoDemoInProduction
    engine = open_engine(settings.database_url, pool_size=1)
    try:
        async with books_of(engine)() as books:
            logins = await load_into(books, settings, SystemClock().now())
    finally:
        await engine.dispose()
    keep_logins(settings.data, logins)
    return logins


async def load_into(books: Books, settings: Settings, at: datetime) -> list[DemoLogin]:
    """As `load_demo`, with books that are open. Passwords that nobody kept are made anew."""
    organisation = await books.organisations.find()
    if organisation is None:
        await _import(books, settings.data / "demo", at)
        await _furnish(books, at)
    elif not organisation.is_demo:
        raise BooksInUse(organisation=organisation.name)
    elif kept := kept_logins(settings.data):
        return [login.at(settings.base_url) for login in kept]
    staff = [await _staff_login(books, who, settings) for who in STAFF]
    customers = [await _portal_login(books, email, settings, at) for email in ACCEPTED]
    return [login for login in (*staff, *customers) if login]


def write_files(folder: Path, today: date) -> None:
    """The demo's files, as another tool would have exported them today."""
    folder.mkdir(parents=True, exist_ok=True)
    for template in sorted(TEMPLATES.glob("*.csv")):
        text = dated(template.read_text(encoding="utf-8"), today)
        (folder / template.name).write_text(text, encoding="utf-8")


async def _import(books: Books, folder: Path, at: datetime) -> None:
    write_files(folder, local_date(at, TIME_ZONE))
    report = await import_files(books, read_folder(folder).files, at)
    if report.faults:
        raise DemoHasFaults("\n".join(map(str, report.faults)))
    organisation = await books.organisations.get()
    organisation.is_demo = True


async def _furnish(books: Books, at: datetime) -> None:
    """What no file can say: preferences, staff, who has been invited, and what was agreed."""
    for key, value in PREFERENCES.items():
        await books.organisations.set_preference(key, value, by="demo", at=at)
    for who in STAFF:
        books.staff.new(
            number=await books.numbers.take(Series.STAFF),
            name=who.name,
            email=who.email,
            role=who.role,
            language=who.language,
            is_demo=True,
        )
    for email in ACCEPTED:
        _remember(books, await _contact(books, email), InvitationStatus.ACCEPTED, at)
    for email in EXPIRED:
        _remember(books, await _contact(books, email), InvitationStatus.EXPIRED, at)
    await books.flush()
    for email in INVITED:
        contact = await _contact(books, email)
        invite = Told("invitation", contact.number, contact.customer, "invite", "of the demo")
        await tell(books, invite, at)
    await make_deals(books, at)


def _remember(books: Books, contact: ContactRow, status: InvitationStatus, at: datetime) -> None:
    """An invitation of some weeks ago."""
    sent_at = at - INVITED_BEFORE
    books.invitations.new(
        contact=contact.number,
        status=status,
        version=1,
        sent_at=sent_at,
        expires_at=valid_until(sent_at, LINK_LIFE_DAYS),
        accepted_at=sent_at + timedelta(days=1) if status is InvitationStatus.ACCEPTED else None,
    )


async def _contact(books: Books, email: str) -> ContactRow:
    return (await books.customers.contacts_with_email(email))[0]


async def _staff_login(books: Books, who: DemoStaff, settings: Settings) -> DemoLogin | None:
    row = await books.staff.with_email(who.email)
    if row is None:
        return None
    password = new_password()
    row.password_hash = _hasher.hash(password)
    url = f"{settings.base_url}/console"
    return DemoLogin(who.role.replace("_", " "), who.name, who.email, password, url)


async def _portal_login(
    books: Books, email: str, settings: Settings, at: datetime
) -> DemoLogin | None:
    found = await books.customers.contacts_with_email(email)
    if not found:
        return None
    contact, password = found[0], new_password()
    contact.password_hash, contact.password_changed_at = _hasher.hash(password), at
    customer = await books.customers.get(contact.customer)
    role = f"customer ({customer.currency})"
    return DemoLogin(role, contact.name, contact.email, password, settings.base_url)
