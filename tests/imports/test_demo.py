"""The demo organisation: sensible on every day of the year, loaded once, and alive."""

import json
import stat
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select, text

from domain.commands import CommandStatus
from domain.imports.bundles import Bundle, check_files
from domain.imports.known import Known
from domain.invitations import InvitationStatus
from domain.periods import local_date
from domain.policy import Role
from domain.subscriptions import SubscriptionStatus
from runtime.settings import Environment, Settings, load_settings
from storage.books import OpenBooks
from storage.commands import CommandRow
from storage.customers import ContactRow
from storage.subscriptions import SubscriptionRow
from tests.imports.importing import rows_of_all_tables
from tests.support.world import World
from worker.demo import TEMPLATES, TIME_ZONE, BooksInUse, NoDemoInProduction, load_demo, load_into
from worker.demo_dates import NotADemoDate, dated
from worker.demo_people import ACCEPTED, EXPIRED, INVITED, kept_logins, logins_file

AT = datetime(2026, 11, 21, 12, tzinfo=UTC)
ALL_BUT_FAILED = set(SubscriptionStatus) - {SubscriptionStatus.CREATION_FAILED}


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return load_settings(database_url=database_url, data=tmp_path)


def instants() -> Iterator[datetime]:
    """Days of a leap year, of each week and each month, some in the night, when zones differ."""
    for days in range(0, 366, 5):
        hour = (0, 7, 13, 23)[days % 4]
        yield datetime(2027, 12, 31, hour, 30, tzinfo=UTC) + timedelta(days=days)


def bundle(at: datetime) -> Bundle:
    today = local_date(at, TIME_ZONE)
    found = {
        file.name: dated(file.read_text(encoding="utf-8"), today).encode()
        for file in TEMPLATES.glob("*.csv")
    }
    checked = check_files(found, Known(), at)
    assert checked.faults == (), at
    return checked.bundle


def test_it_has_no_faults_on_any_day_of_a_year() -> None:
    for at in instants():
        bundle(at)


@pytest.mark.parametrize(
    "day", ["2028-02-28", "2028-02-29", "2028-03-01", "2027-01-31", "2027-12-31", "2027-10-31"]
)
@pytest.mark.parametrize("hour", [0, 5, 12, 22, 23])
def test_it_has_no_faults_on_difficult_days(day: str, hour: int) -> None:
    bundle(datetime.fromisoformat(f"{day}T{hour:02}:59:59+00:00"))


def test_it_shows_what_there_is() -> None:
    demo = bundle(AT)

    assert len(demo.customers.entries) >= 12
    assert len({each.country for each in demo.customers.entries}) >= 3
    assert {each.currency for each in demo.customers.entries} == {"EUR", "USD", "JPY"}
    assert {each.language for each in demo.customers.entries} >= {"de", "en", "ja", "fr", "it"}
    assert {each.standing.status for each in demo.subscriptions.entries} == ALL_BUT_FAILED
    terms = [each.terms for each in demo.plans.entries]
    assert {str(each.interval.unit) for each in terms} == {"week", "month", "year"}
    assert any(each.interval.months == 3 for each in terms)
    assert any(each.trial_days for each in terms)
    assert any(each.billing_cycles for each in terms)
    assert any(not each.price.setup.is_zero for each in demo.plans.entries)
    assert {str(each.billing.kind) for each in demo.addons.entries} == {"recurring", "one_time"}
    assert len(demo.coupons.entries) >= 2
    assert {str(each.behaviour) for each in demo.tax_rates.entries} == {"inclusive", "exclusive"}


def test_everybody_who_signs_in_is_in_its_files() -> None:
    addresses = {each.email for each in bundle(AT).contacts.entries}

    assert {*ACCEPTED, *INVITED, *EXPIRED} <= addresses
    assert all(address.endswith(".example") for address in addresses)


async def test_it_is_loaded(settings: Settings, books: OpenBooks) -> None:
    logins = await load_demo(settings)

    assert {login.role for login in logins} == {
        "admin",
        "finance manager",
        "billing agent",
        "support",
        "customer (EUR)",
        "customer (USD)",
        "customer (JPY)",
    }
    assert len({login.password for login in logins}) == len(logins)
    async with books() as opened:
        assert (await opened.organisations.get()).is_demo
        preferences = await opened.organisations.preferences()
        assert preferences.trial_activate
        assert preferences.trial_extend
        assert preferences.autocharge_toggle
        staff = await opened.staff.all()
        assert {row.role for row in staff} == {
            Role.ADMIN,
            Role.FINANCE_MANAGER,
            Role.BILLING_AGENT,
            Role.SUPPORT,
        }
        hashes = {row.email: row.password_hash for row in staff}
        people = await opened.session.scalars(select(ContactRow))
        hashes |= {row.email: row.password_hash for row in people if row.password_hash}
        for login in logins:
            assert PasswordHasher().verify(hashes[login.email] or "", login.password)
        assert len(hashes) == len(logins)
        statuses = set(await opened.session.scalars(select(SubscriptionRow.status)))
        assert statuses == ALL_BUT_FAILED


async def test_there_is_something_to_decide_and_to_follow(
    settings: Settings, books: OpenBooks
) -> None:
    await load_demo(settings)

    async with books() as opened:
        rows = await opened.session.execute(
            text("""
                SELECT 'quote', status FROM quotes
                UNION ALL SELECT 'approval', status FROM approvals
                UNION ALL SELECT 'order', status FROM sales_orders
                UNION ALL SELECT 'shipment', status FROM shipments
                UNION ALL SELECT 'retainer', status FROM invoices WHERE kind = 'retainer'
                UNION ALL SELECT 'comment', visibility FROM comments
            """)
        )
        assert sorted(map(tuple, rows)) == [
            ("approval", "submitted"),
            ("comment", "internal"),
            ("comment", "shown"),
            ("order", "partly_fulfilled"),
            ("quote", "sent"),
            ("retainer", "open"),
            ("shipment", "shipped"),
        ]


async def test_some_are_invited_and_one_invitation_has_expired(
    settings: Settings, books: OpenBooks
) -> None:
    await load_demo(settings)

    async with books() as opened:
        (expired,) = await opened.customers.contacts_with_email(EXPIRED[0])
        invitation = await opened.invitations.get(expired.number)
        assert invitation.status is InvitationStatus.EXPIRED
        invites = await opened.session.scalars(
            select(CommandRow).where(
                CommandRow.process == "invitation", CommandRow.status == CommandStatus.PENDING
            )
        )
        assert [row.signal for row in invites] == ["invite"] * len(INVITED)


async def test_its_logins_are_kept_for_their_owner_only(settings: Settings) -> None:
    logins = await load_demo(settings)

    file = logins_file(settings.data)
    assert json.loads(file.read_text()) == [vars(login) for login in logins]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


async def test_twice_is_once(settings: Settings, books: OpenBooks) -> None:
    first = await load_demo(settings)
    before = await rows_of_all_tables(books)

    assert await load_demo(settings) == first
    assert await rows_of_all_tables(books) == before


async def test_passwords_that_nobody_kept_are_made_anew(
    settings: Settings, books: OpenBooks
) -> None:
    first = await load_demo(settings)
    before = await rows_of_all_tables(books)
    logins_file(settings.data).unlink()

    second = await load_demo(settings)

    assert [login.email for login in second] == [login.email for login in first]
    assert not {login.password for login in second} & {login.password for login in first}
    assert await rows_of_all_tables(books) == before


async def test_production_has_no_demo(settings: Settings, books: OpenBooks) -> None:
    production = settings.model_copy(update={"environment": Environment.PRODUCTION})

    with pytest.raises(NoDemoInProduction):
        await load_demo(production)

    async with books() as opened:
        assert await opened.organisations.find() is None


async def test_books_in_use_stay_as_they_are(settings: Settings, books: OpenBooks) -> None:
    async with books() as opened:
        opened.organisations.new(
            name="Real",
            country="AT",
            language="de",
            time_zone="UTC",
            currency="EUR",
            email="a@real.example",
        )

    with pytest.raises(BooksInUse, match="Real"):
        await load_demo(settings)

    assert not logins_file(settings.data).exists()


async def test_its_processes_live_on_for_two_months(world: World, tmp_path: Path) -> None:
    at = await world.clock.read()
    async with world.books() as opened:
        await load_into(opened, load_settings(data=tmp_path), at)
    await world.parts.post.deliver(opened.told)

    await world.advance_to(at + timedelta(days=60))

    async with world.books() as opened:
        rows = await opened.session.scalars(select(SubscriptionRow))
        status = {row.reference: row.status for row in rows}
    assert status["S-2001"] is SubscriptionStatus.LIVE
    assert status["S-2003"] is SubscriptionStatus.LIVE
    assert status["S-2007"] is SubscriptionStatus.CANCELLED_FROM_DUNNING
    assert status["S-2012"] is SubscriptionStatus.LIVE
    assert status["S-2018"] is SubscriptionStatus.LIVE
    assert status["S-2019"] is SubscriptionStatus.CANCELLED
    assert status["S-2020"] is SubscriptionStatus.EXPIRED


@pytest.mark.parametrize(
    ("template", "written"),
    [
        ("{today}", "2026-11-21"),
        ("a {today-12d} b {today+1w}", "a 2026-11-09 b 2026-11-28"),
        ("{today-9m}", "2026-02-21"),
        ("{today-1y-3m+10d}", "2025-08-31"),
        ("{next 1m from today-1m-5d}", "2026-12-16"),
        ("{next 1w from today}", "2026-11-28"),
        ("{month today+2y}", "2028-11"),
        ("no dates", "no dates"),
    ],
)
def test_dates_are_written_by_their_distance(template: str, written: str) -> None:
    assert dated(template, date(2026, 11, 21)) == written


@pytest.mark.parametrize("template", ["{tomorrow}", "{today+1}", "{}", "{next 1m from then}"])
def test_what_is_no_date_is_a_mistake(template: str) -> None:
    with pytest.raises(NotADemoDate):
        dated(template, date(2026, 11, 21))


async def test_logins_say_where_the_portal_is_now(settings: Settings) -> None:
    await load_demo(settings)

    moved = await load_demo(settings.model_copy(update={"base_url": "http://127.0.0.1:9000"}))

    assert {login.url for login in moved} == {
        "http://127.0.0.1:9000",
        "http://127.0.0.1:9000/console",
    }
    assert kept_logins(settings.data) == moved
