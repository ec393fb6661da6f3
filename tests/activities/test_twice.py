"""What is done twice is done once: a worker that dies after the commit does everything again."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial

from activities.contracts import Decide, ProcessorAnswer, StepDue
from activities.deliveries import SEND, DeliveryActivities, Means
from activities.documents import Archive
from activities.invitations import EXPIRE, REMIND
from activities.subscriptions import NOTICE, RENEW
from activities.trials import CLOSE, END
from activities.trials import REMIND as REMIND_TRIAL
from domain.commands import CommandStatus
from domain.dunning import StepKind
from domain.invoices import InvoiceStatus
from domain.numbers import Series
from domain.payments import PaymentStatus
from domain.periods import Interval, IntervalUnit
from domain.processor import ChargeStatus
from gateways.mail_carrier import MailCarrier
from runtime.links import Links
from tests.support.office import Office
from tests.support.press import StubPress
from tests.support.world import Postbag

DECLINED = {"code": "insufficient_funds"}


async def once(office: Office, call: Callable[[], Awaitable[object]]) -> None:
    """The call changes the books the first time, and never again."""
    before = await office.everything()
    first = await call()
    after = await office.everything()
    assert after != before

    assert await call() == first
    assert await office.everything() == after


async def step_once(office: Office, due: StepDue) -> None:
    await once(office, partial(office.dunning.take_dunning_step, due))


async def decided_once(office: Office, decide: Decide, status: CommandStatus) -> None:
    process = (await office.outcome(decide)).process
    activities = {
        "trial": office.trials.decide_trial,
        "subscription": office.subscriptions.decide_subscription,
        "payment": office.payments.decide_payment,
        "invitation": office.invitations.decide_invitation,
    }
    await once(office, lambda: activities[process](decide))
    assert (await office.outcome(decide)).status is status


async def only_payment(office: Office) -> str:
    async with office.books() as books:
        [number] = await books.payments.undecided()
    return number


async def answered(office: Office, status: ChargeStatus, **facts: object) -> ProcessorAnswer:
    return await office.answer(await only_payment(office), status, **facts)


async def live(office: Office) -> str:
    """A subscription whose first charge has succeeded."""
    number = await office.a.subscription()
    await office.begin(number)
    await office.payments.record_answer(await answered(office, ChargeStatus.SUCCEEDED))
    return number


async def in_dunning(office: Office) -> str:
    """The number of an invoice whose automatic charge has failed."""
    number = await live(office)
    office.clock.at += timedelta(days=31)
    await office.subscriptions.take_subscription_step(StepDue(number, RENEW, office.clock.at))
    await office.payments.record_answer(await answered(office, ChargeStatus.FAILED, **DECLINED))
    async with office.books() as books:
        [invoice] = await books.dunning.open()
    return invoice


async def test_a_subscription_begins_once(office: Office) -> None:
    number = await office.a.subscription()

    await once(office, lambda: office.begin(number))

    assert await office.told() == ["payment None", "subscription None"]


async def test_a_first_charge_is_booked_once(office: Office) -> None:
    await office.begin(await office.a.subscription())
    answer = await answered(office, ChargeStatus.SUCCEEDED)

    await once(office, lambda: office.payments.record_answer(answer))


async def test_a_first_charge_fails_once(office: Office) -> None:
    await office.begin(await office.a.subscription())
    answer = await answered(office, ChargeStatus.FAILED, **DECLINED)

    await once(office, lambda: office.payments.record_answer(answer))


async def test_an_answer_that_did_not_come_is_noted_once(office: Office) -> None:
    await office.begin(await office.a.subscription())
    answer = ProcessorAnswer(await only_payment(office), office.clock.at, fault=True)

    await once(office, lambda: office.payments.record_answer(answer))


async def test_a_term_is_billed_once(office: Office) -> None:
    number = await live(office)
    due = StepDue(number, RENEW, office.clock.at + timedelta(days=31))

    await once(office, lambda: office.subscriptions.take_subscription_step(due))

    async with office.books() as books:
        assert len(await books.invoices.page(subscription=number)) == 2


async def test_a_renewal_is_announced_once(office: Office) -> None:
    plan = await office.a.plan(interval=Interval(IntervalUnit.YEAR, 1))
    number = await office.a.subscription(plan, token=None, auto_charge=False)
    await office.begin(number)
    due = StepDue(number, NOTICE, office.clock.at + timedelta(days=364))

    await once(office, lambda: office.subscriptions.take_subscription_step(due))


async def test_a_step_that_is_not_due_is_not_taken(office: Office) -> None:
    number = await live(office)
    before = await office.everything()

    early = StepDue(number, RENEW, office.clock.at + timedelta(days=30))
    await office.subscriptions.take_subscription_step(early)

    assert await office.everything() == before


async def test_a_trial_is_reminded_of_ended_and_closed_once(office: Office) -> None:
    number = await office.a.subscription(await office.a.plan(trial_days=14))
    await once(office, lambda: office.begin(number))
    start = office.clock.at

    remind = StepDue(number, REMIND_TRIAL, start + timedelta(days=11))
    await once(office, lambda: office.trials.take_trial_step(remind))
    end = StepDue(number, END, start + timedelta(days=14))
    await once(office, lambda: office.trials.take_trial_step(end))
    office.clock.at = end.as_of
    declined = await answered(office, ChargeStatus.FAILED, **DECLINED)
    await once(office, lambda: office.payments.record_answer(declined))
    close = StepDue(number, CLOSE, start + timedelta(days=45))
    await once(office, lambda: office.trials.take_trial_step(close))


async def test_a_trial_is_activated_and_extended_once(office: Office) -> None:
    number = await office.a.subscription(await office.a.plan(trial_days=14))
    await office.begin(number)
    await office.a.preference("trial.max_extensions", 1)

    await decided_once(
        office, await office.command("trial", number, "extend"), CommandStatus.REFUSED
    )
    await decided_once(
        office, await office.command("trial", number, "activate"), CommandStatus.APPLIED
    )
    succeeded = await answered(office, ChargeStatus.SUCCEEDED)
    await once(office, lambda: office.payments.record_answer(succeeded))


async def test_a_command_to_a_subscription_is_decided_once(office: Office) -> None:
    number = await live(office)

    off = await office.command("subscription", number, "auto_charge", on=False)

    await decided_once(office, off, CommandStatus.APPLIED)


async def test_dunning_is_opened_retried_and_exhausted_once(office: Office) -> None:
    number = await live(office)
    office.clock.at += timedelta(days=31)
    await office.subscriptions.take_subscription_step(StepDue(number, RENEW, office.clock.at))
    failed = await answered(office, ChargeStatus.FAILED, **DECLINED)
    await once(office, lambda: office.payments.record_answer(failed))
    async with office.books() as books:
        [invoice] = await books.dunning.open()

    for days in (1, 3, 7):
        office.clock.at = failed.as_of + timedelta(days=days)
        await step_once(office, StepDue(invoice, StepKind.RETRY, office.clock.at))
        again = await answered(office, ChargeStatus.FAILED, **DECLINED)
        await once(office, partial(office.payments.record_answer, again))
    await step_once(office, StepDue(invoice, StepKind.EXHAUST, office.clock.at))

    assert (await office.told()).count("payment None") == 5


async def test_a_recovered_payment_is_booked_once(office: Office) -> None:
    invoice = await in_dunning(office)
    office.clock.at += timedelta(days=1)
    await office.dunning.take_dunning_step(StepDue(invoice, StepKind.RETRY, office.clock.at))
    answer = await answered(office, ChargeStatus.SUCCEEDED)

    await once(office, lambda: office.payments.record_answer(answer))

    async with office.books() as books:
        row = await books.invoices.with_number(invoice)
    assert row is not None
    assert row.status is InvoiceStatus.PAID


async def test_a_retry_of_an_invoice_that_was_given_up_charges_nothing(office: Office) -> None:
    invoice = await in_dunning(office)
    async with office.books() as books:
        row = await books.invoices.with_number(invoice)
        assert row is not None
        row.status = InvoiceStatus.WRITTEN_OFF
        row.written_off_minor_units = row.total_minor_units
    office.clock.at += timedelta(days=1)
    retry = StepDue(invoice, StepKind.RETRY, office.clock.at)

    await once(office, lambda: office.dunning.take_dunning_step(retry))

    async with office.books() as books:
        assert await books.dunning.open() == []
        assert await books.payments.undecided() == []


async def test_a_payment_is_begun_and_settled_once(office: Office) -> None:
    invoice = await office.offline()
    async with office.books() as books:
        number = await books.numbers.take(Series.PAYMENT)
    wanted = [{"number": invoice.number, "minor_units": invoice.outstanding_minor_units}]

    pay = await office.command("payment", number, "pay", invoices=wanted)
    await decided_once(office, pay, CommandStatus.APPLIED)
    office.clock.at += timedelta(minutes=1)
    returned = await office.command("payment", number, "returned")
    await decided_once(office, returned, CommandStatus.APPLIED)
    answer = await office.answer(number, ChargeStatus.SUCCEEDED)
    await once(office, lambda: office.payments.record_answer(answer))

    async with office.books() as books:
        assert (await books.payments.get(number)).status is PaymentStatus.SUCCEEDED


async def test_an_invitation_is_sent_reminded_of_and_expired_once(office: Office) -> None:
    person = await office.a.contact_of(await office.a.customer())

    invite = await office.command("invitation", person, "invite")
    await decided_once(office, invite, CommandStatus.APPLIED)
    remind = StepDue(person, REMIND, office.clock.at + timedelta(days=5))
    await once(office, lambda: office.invitations.take_invitation_step(remind))
    expire = StepDue(person, EXPIRE, office.clock.at + timedelta(days=7))
    await once(office, lambda: office.invitations.take_invitation_step(expire))

    assert (await office.told()).count("delivery None") == 2


async def test_a_mail_is_handed_over_once(office: Office) -> None:
    person = await office.a.contact_of(await office.a.customer())
    await office.invitations.decide_invitation(await office.command("invitation", person, "invite"))
    postbag, links = Postbag(), Links("https://portal.example", "secret")
    carrier = MailCarrier(postbag, links, "billing@portal.example")
    archive = Archive(office.books, StubPress(), lambda: office.clock.at)
    deliveries = DeliveryActivities(office.books, office.post, carrier, Means(links, archive))
    due = StepDue("MSG-000001", SEND, office.clock.at)

    await once(office, lambda: deliveries.send_mail(due))

    assert len(postbag.mails) == 1
