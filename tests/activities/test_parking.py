"""Parked: what would be charged by itself waits, in order; the rest goes on, and is caught up."""

from datetime import timedelta

from sqlalchemy import text

from activities.contracts import StepDue
from activities.parking import park_customer, release_customer
from activities.subscriptions import RENEW
from activities.trials import END
from activities.watches import CHECK, WatchActivities
from domain.commands import CommandStatus
from domain.processor import ChargeStatus
from domain.trials import TrialStatus
from storage.invoices import InvoiceRow
from tests.support.office import Office
from tests.support.statements import disagreements


async def look(office: Office) -> str:
    watch = WatchActivities(office.books, office.post)
    return (await watch.check_books(StepDue("books", CHECK, office.clock.at))).state


async def park(office: Office, customer: str) -> None:
    async with office.books() as books:
        await park_customer(books, customer, "a test", office.clock.at)


async def release(office: Office, customer: str) -> None:
    async with office.books() as books:
        await release_customer(books, customer, "looked at", office.clock.at)


async def undecided(office: Office) -> list[str]:
    async with office.books() as books:
        return list(await books.payments.undecided())


async def settled(office: Office, status: ChargeStatus, **facts: object) -> None:
    for payment in await undecided(office):
        await office.payments.record_answer(await office.answer(payment, status, **facts))


async def live(office: Office) -> tuple[str, str]:
    """A subscription whose first charge has succeeded, and its customer."""
    number = await office.a.subscription()
    await office.begin(number)
    await settled(office, ChargeStatus.SUCCEEDED)
    async with office.books() as books:
        return number, (await books.subscriptions.get(number)).customer


async def renew(office: Office, number: str) -> None:
    async with office.books() as books:
        at = (await books.subscriptions.get(number)).renews_at
    assert at is not None
    office.clock.at = max(office.clock.at, at)
    await office.subscriptions.take_subscription_step(StepDue(number, RENEW, office.clock.at))


async def everything_delivered(office: Office) -> None:
    async with office.books() as books:
        rows = [row.id for row in await books.commands.page(limit=1000)]
        await books.commands.mark_delivered(rows, office.clock.at)
        await books.session.execute(text("UPDATE messages SET status = 'delivered'"))


async def test_terms_are_billed_on_their_days_and_their_charges_wait(office: Office) -> None:
    number, customer = await live(office)
    await park(office, customer)

    await renew(office, number)
    await renew(office, number)

    assert await undecided(office) == []
    async with office.books() as books:
        assert await books.watch.held_numbers(customer) == ["INV-000002", "INV-000003"]
        assert len({row.issued_on for row in await books.invoices.page(subscription=number)}) == 3


async def test_after_the_release_what_waited_is_charged_in_order(office: Office) -> None:
    number, customer = await live(office)
    await park(office, customer)
    await renew(office, number)
    await renew(office, number)

    await release(office, customer)

    payments = await undecided(office)
    assert len(payments) == 2
    async with office.books() as books:
        shares = [await books.payments.allocations(each) for each in sorted(payments)]
        paid = [await books.invoices.get(share.invoice) for [share] in shares]
        assert [row.number for row in paid] == ["INV-000002", "INV-000003"]
        assert await books.watch.held_numbers(customer) == []
    await settled(office, ChargeStatus.SUCCEEDED)
    async with office.books() as books:
        assert await books.invoices.outstanding(customer) == []
        assert await disagreements(books, office.clock.at) == []


async def test_what_was_paid_by_hand_meanwhile_is_not_charged(office: Office) -> None:
    number, customer = await live(office)
    await park(office, customer)
    await renew(office, number)

    row = await office.asked(
        "payment",
        "PAY-000777",
        "pay",
        invoices=[{"number": "INV-000002", "minor_units": 3100}],
        method=None,
        save_method=False,
    )
    assert row.status is CommandStatus.APPLIED
    await settled(office, ChargeStatus.SUCCEEDED)
    await release(office, customer)

    assert await undecided(office) == []


async def test_a_try_of_dunning_waits_and_its_end_does_not_come_first(office: Office) -> None:
    number, customer = await live(office)
    await renew(office, number)
    await settled(office, ChargeStatus.FAILED, code="insufficient_funds")
    await park(office, customer)
    async with office.books() as books:
        [invoice] = await books.dunning.open()
        due = (await books.dunning.get(invoice)).due_at
    assert due is not None

    office.clock.at = due + timedelta(days=30)
    for step in ("retry", "exhaust"):
        clock = await office.dunning.take_dunning_step(StepDue(invoice, step, office.clock.at))
        assert (clock.step, clock.over) == (None, False)
    assert "Parked" in clock.says
    assert await undecided(office) == []

    await release(office, customer)
    clock = await office.dunning.dunning_clock(invoice)
    assert clock.step == "retry"
    await office.dunning.take_dunning_step(StepDue(invoice, "retry", office.clock.at))
    assert len(await undecided(office)) == 1


async def test_the_end_of_a_trial_waits_where_it_would_be_charged(office: Office) -> None:
    number = await office.a.subscription(await office.a.plan(trial_days=14))
    await office.begin(number)
    async with office.books() as books:
        trial = await books.trials.get(number)
        customer = (await books.subscriptions.get(number)).customer
        trial.reminded_at = office.clock.at
    await park(office, customer)
    office.clock.at = trial.ends_at + timedelta(days=3)

    clock = await office.trials.take_trial_step(StepDue(number, END, office.clock.at))

    assert clock.step is None
    assert await undecided(office) == []
    await release(office, customer)
    clock = await office.trials.take_trial_step(StepDue(number, END, office.clock.at))
    assert clock.state == TrialStatus.CONVERTING
    assert len(await undecided(office)) == 1


async def test_the_first_charge_of_a_subscription_waits(office: Office) -> None:
    customer = await office.a.customer()
    number = await office.a.subscription(customer=customer)
    await park(office, customer)

    assert (await office.begin(number)).step is None
    assert await undecided(office) == []
    await release(office, customer)
    await office.begin(number)
    assert len(await undecided(office)) == 1


async def set_status(office: Office, invoice: InvoiceRow, status: str) -> None:
    """As nobody may: past every rule."""
    async with office.books() as books:
        await books.session.execute(
            text("UPDATE invoices SET status = :status WHERE number = :number"),
            {"number": invoice.number, "status": status},
        )


async def parked_because(office: Office, customer: str) -> str | None:
    async with office.books() as books:
        row = await books.customers.get(customer)
    return row.parked_because if row.parked_at else None


async def alarms(office: Office) -> list[str]:
    async with office.books() as books:
        return [alarm.invariant for alarm in await books.watch.open_alarms()]


async def test_what_offends_is_an_alarm_once_and_parks_whose_it_is(office: Office) -> None:
    invoice = await office.offline()
    await everything_delivered(office)
    assert await look(office) == "in_order"
    await set_status(office, invoice, "paid")

    assert await look(office) == "alarm"
    assert await look(office) == "alarm"

    names = await alarms(office)
    assert len(names) == len(set(names))
    assert "paid_means_paid" in names
    because = await parked_because(office, invoice.customer)
    assert because
    assert because.partition(":")[0] in names


async def test_what_rang_before_does_not_park_again_and_ends_by_itself(office: Office) -> None:
    invoice = await office.offline()
    await everything_delivered(office)
    await set_status(office, invoice, "paid")
    await look(office)

    await release(office, invoice.customer)
    await everything_delivered(office)
    await look(office)

    assert await parked_because(office, invoice.customer) is None
    await set_status(office, invoice, "open")
    assert await look(office) == "in_order"
    assert await alarms(office) == []


async def test_an_outage_of_the_post_parks_nobody(office: Office) -> None:
    await office.offline()
    office.clock.at += timedelta(hours=1)

    assert await look(office) == "alarm"

    async with office.books() as books:
        assert list(await books.watch.parked(limit=10)) == []
