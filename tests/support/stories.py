"""Stories whose histories are kept: each path of a process that matters, lived through once.

A story gives the ids of the processes that have lived it, one of a kind.
"""

import os
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta

from activities.invitations import accept_invitation
from domain.commands import ActorKind
from domain.payments import PaymentStatus
from domain.periods import Interval, IntervalUnit
from gateways.smtp import MailDeferred
from runtime.failpoints import VARIABLE
from storage.invoices import InvoiceRow
from tests.support.giver import Giver
from tests.support.payer import Payer
from tests.support.watch import look
from tests.support.world import World

CARD = "pm_card_visa_moody"
FIRST_PAYMENT, FIRST_MAIL = "payment/PAY-000001", "delivery/MSG-000001"

Story = Callable[[World], Awaitable[Sequence[str]]]


async def _owed(world: World) -> InvoiceRow:
    number = await world.a.subscription(token=None, auto_charge=False)
    await world.settle()
    [invoice] = await world.invoices(number)
    return invoice


async def _trial(world: World) -> str:
    await world.a.organisation()
    await world.a.preference("trial.extend", True)
    await world.a.preference("trial.activate", True)
    number = await world.a.subscription(await world.a.plan(trial_days=14), token=CARD)
    await world.settle()
    return number


async def _failing(world: World) -> tuple[str, InvoiceRow]:
    """A subscription and its second invoice, which could not be charged on 1 March."""
    number = await world.a.subscription(token=CARD)
    await world.settle()
    await world.behave(CARD, "decline:insufficient_funds")
    await world.advance_to("2055-03-01T20:00:00+00:00")
    return number, (await world.invoices(number))[-1]


async def _staff(world: World, process: str, key: str, signal: str, **payload: object) -> None:
    await world.ask(process, key, signal, by=ActorKind.STAFF, **payload)
    await world.settle()


async def _invited(world: World) -> str:
    person = await world.a.contact_of(await world.a.customer())
    await _staff(world, "invitation", person, "invite")
    return person


async def trial_converted(world: World) -> Sequence[str]:
    """A trial is reminded of, charged, and goes on as a subscription for two terms."""
    number = await _trial(world)
    await world.advance_to("2055-04-20")
    return [f"trial/{number}", f"subscription/{number}", FIRST_PAYMENT, FIRST_MAIL]


async def trial_extended(world: World) -> Sequence[str]:
    """A trial lapses, is extended, activated by hand, and the extension is the last one."""
    number = await _trial(world)
    await world.behave(CARD, "decline:insufficient_funds")
    await world.advance_to("2055-02-20")
    await _staff(world, "trial", number, "extend")
    await _staff(world, "trial", number, "extend")
    await world.behave(CARD, "approve")
    await _staff(world, "trial", number, "activate")
    return [f"trial/{number}", f"subscription/{number}"]


async def trial_closed(world: World) -> Sequence[str]:
    """A trial lapses, and nobody comes back for it."""
    number = await _trial(world)
    await world.behave(CARD, "decline:lost_card")
    await world.advance_to("2055-04-20")
    return [f"trial/{number}", FIRST_PAYMENT]


async def trial_waiting(world: World) -> Sequence[str]:
    """A trial that runs on after its activation was declined."""
    number = await _trial(world)
    await world.behave(CARD, "decline:insufficient_funds")
    await world.advance_to("2055-02-05")
    await _staff(world, "trial", number, "activate")
    return [f"trial/{number}"]


async def expired(world: World) -> Sequence[str]:
    """A subscription lives through two terms, is switched off in between, and expires."""
    number = await world.a.subscription(await world.a.plan(billing_cycles=2))
    await world.advance_to("2055-03-05")
    await _staff(world, "subscription", number, "auto_charge", on=False)
    await world.advance_to("2055-04-05")
    return [f"subscription/{number}"]


async def creation_failed(world: World) -> Sequence[str]:
    """The first charge is declined: the subscription never begins."""
    number = await world.a.subscription(token="pm_card_lost")
    await world.settle()
    return [f"subscription/{number}", FIRST_PAYMENT]


async def dunning_exhausted(world: World) -> Sequence[str]:
    """Every retry fails, and the subscription is cancelled."""
    number, invoice = await _failing(world)
    await world.advance_to("2055-03-10")
    return [f"dunning/{invoice.number}", f"subscription/{number}", "payment/PAY-000002"]


async def dunning_recovered(world: World) -> Sequence[str]:
    """A retry succeeds."""
    number, invoice = await _failing(world)
    await world.behave(CARD, "approve")
    await world.advance_to("2055-03-20")
    return [f"dunning/{invoice.number}", f"subscription/{number}"]


async def dunning_paid_by_hand(world: World) -> Sequence[str]:
    """The customer pays on the page with another card, which is kept."""
    _, invoice = await _failing(world)
    payment = await Payer(world).pay(invoice, save=True)
    return [f"dunning/{invoice.number}", f"payment/{payment.number}"]


async def auto_charge_off(world: World) -> Sequence[str]:
    """Automatic charging is switched off in the middle of dunning."""
    number, invoice = await _failing(world)
    await _staff(world, "subscription", number, "auto_charge", on=False)
    return [f"dunning/{invoice.number}", f"subscription/{number}"]


async def payment_unknown(world: World) -> Sequence[str]:
    """The processor charges and breaks; the outcome is asked for."""
    number = await world.a.subscription(token="pm_card_charge_then_drop")
    await world.advance_to("2055-02-01T12:00:00+00:00")
    return [f"subscription/{number}", FIRST_PAYMENT]


async def worker_broke(world: World) -> Sequence[str]:
    """The worker breaks between the charge and its booking."""
    os.environ[VARIABLE] = "processor.confirm.after=raise"
    await world.a.subscription()
    await Payer(world).reaches("PAY-000001", PaymentStatus.UNKNOWN)
    del os.environ[VARIABLE]
    world.watch.bugs.clear()
    await world.advance_to("2055-02-01T12:00:00+00:00")
    return [FIRST_PAYMENT]


async def page_expired(world: World) -> Sequence[str]:
    """A customer opens the processor's page, looks in between, and never comes back."""
    payer = Payer(world)
    number = await payer.open(await _owed(world))
    await payer.come_back(number)
    await world.advance_to("2055-02-03")
    return [f"payment/{number}"]


async def bank_debit(world: World) -> Sequence[str]:
    """A customer pays from a bank account on the page; the bank takes its time."""
    payer, invoice = Payer(world), await _owed(world)
    await world.a.allow_bank_account(invoice.customer)
    number = await payer.open(invoice)
    await payer.choose(number, "pm_bank_account")
    await payer.come_back(number)
    await world.advance_to(await world.clock.read() + timedelta(hours=7))
    return [f"payment/{number}"]


async def payment_refused(world: World) -> Sequence[str]:
    """More than is owed is offered, and refused."""
    command = await Payer(world).ask([await _owed(world)], minor_units=99_999)
    return [f"payment/{command.key}"]


async def invitation_accepted(world: World) -> Sequence[str]:
    """An invitation is accepted."""
    person = await _invited(world)
    async with world.books() as books:
        token = await books.tokens.of_message("MSG-000001")
        assert token is not None
        await accept_invitation(books, token.digest, "a-hash", await world.clock.read())
    await world.parts.post.deliver(books.told)
    await world.settle()
    return [f"invitation/{person}"]


async def invitation_resent_and_expired(world: World) -> Sequence[str]:
    """An invitation is sent, sent again, reminded of, and expires."""
    person = await _invited(world)
    await world.advance_to("2055-02-02T12:00:00+00:00")
    await _staff(world, "invitation", person, "resend")
    await world.advance_to("2055-02-20")
    return [f"invitation/{person}"]


async def invitation_revoked(world: World) -> Sequence[str]:
    """An invitation is taken back."""
    person = await _invited(world)
    await _staff(world, "invitation", person, "revoke")
    return [f"invitation/{person}"]


async def mail_put_off(world: World) -> Sequence[str]:
    """A mail is put off twice, and taken then."""
    world.postbag.refusals += [MailDeferred("451 later")] * 2
    await world.a.subscription()
    await world.advance_to("2055-02-02")
    return [FIRST_MAIL]


async def mail_came_back(world: World) -> Sequence[str]:
    """A mail is taken, and bounces."""
    await _invited(world)
    await _staff(world, "delivery", "MSG-000001", "bounced")
    return [FIRST_MAIL]


async def dunning_held(world: World) -> Sequence[str]:
    """Staff hold it, release it, and make the next try the last one."""
    _, invoice = await _failing(world)
    key = str(invoice.number)
    await _staff(world, "dunning", key, "hold", until="2055-03-06T06:00:00+00:00")
    await world.advance_to("2055-03-03T20:00:00+00:00")
    await _staff(world, "dunning", key, "release")
    await _staff(world, "dunning", key, "last_try")
    await world.advance_to("2055-03-06")
    return [f"dunning/{key}"]


async def dunning_stopped_by_staff(world: World) -> Sequence[str]:
    """Staff hold it, and stop it when the hold is over."""
    _, invoice = await _failing(world)
    key = str(invoice.number)
    await _staff(world, "dunning", key, "hold", until="2055-03-03T06:00:00+00:00")
    await world.advance_to("2055-03-03T20:00:00+00:00")
    await _staff(world, "dunning", key, "stop")
    return [f"dunning/{key}"]


async def dunning_to_the_end_of_the_term(world: World) -> Sequence[str]:
    """Every retry fails, and the subscription ends with its term."""
    await world.a.organisation()
    await world.a.preference("dunning.final_action", "end_of_term")
    number, invoice = await _failing(world)
    await world.advance_to("2055-04-05")
    return [f"dunning/{invoice.number}", f"subscription/{number}"]


async def reminded_until_the_end(world: World) -> Sequence[str]:
    """Nobody pays: reminders, a fee, the final action."""
    await world.a.organisation()
    for key, value in {
        "reminders.final_action": "cancel",
        "late_fee.after_days": 10,
        "late_fee.amounts": ["5.00 EUR"],
    }.items():
        await world.a.preference(key, value)
    plan = await world.a.plan(interval=Interval(IntervalUnit.YEAR, 1))
    number = await world.a.subscription(plan, token=None, auto_charge=False)
    await world.advance_to("2055-04-10")
    return ["dunning/INV-000001", f"subscription/{number}"]


async def reminded_and_paid(world: World) -> Sequence[str]:
    """Staff hold the reminders, release them, and the customer pays."""
    invoice = await _owed(world)
    key = str(invoice.number)
    await _staff(world, "dunning", key, "hold", until="2055-02-14T06:00:00+00:00")
    await world.advance_to("2055-02-13")
    await _staff(world, "dunning", key, "release")
    await world.advance_to("2055-02-23")
    await Payer(world).pay(invoice)
    return [f"dunning/{key}"]


async def debit_came_back(world: World) -> Sequence[str]:
    """A debit succeeds, comes back days later, and its invoice is collected by dunning."""
    customer = await world.a.customer()
    await world.a.allow_bank_account(customer)
    number = await world.a.subscription(customer=customer, token="pm_bank_account_acme")
    await world.advance_to("2055-02-05")
    [invoice] = await world.invoices(number)
    await world.take_back("PAY-000001", "insufficient_funds")
    await world.ask("payment", "PAY-000001", "gateway_event", kind="charge.failed")
    await world.advance_to("2055-02-08")
    return ["payment/PAY-000001", f"dunning/{invoice.number}"]


async def method_given(world: World) -> Sequence[str]:
    """A card takes the place of one that fails, is tried at once, and expires years later."""
    number, _ = await _failing(world)
    giver = Giver(world, (await world.subscription(number)).customer)
    old = (await world.subscription(number)).payment_method
    method = await giver.give(replaces=old)
    await world.ask("subscription", number, "auto_charge", by=ActorKind.STAFF, on=False)
    return [f"method/{method}"]


async def method_not_given(world: World) -> Sequence[str]:
    """A page is opened, left, and closes by itself."""
    giver = Giver(world, await world.a.customer())
    method = await giver.open()
    await world.advance_to("2055-02-02")
    return [f"method/{method}"]


async def method_removed(world: World) -> Sequence[str]:
    """A bank account is given, made the default, used for everything, and removed."""
    giver = Giver(world, await world.a.customer())
    await world.a.allow_bank_account(giver.customer)
    method = await giver.give("pm_bank_account")
    for signal in ("make_default", "assign", "remove"):
        await _staff(world, "method", method, signal)
    return [f"method/{method}"]


async def books_watched(world: World) -> Sequence[str]:
    """One look over books that are in order, as the schedule begins it."""
    await _owed(world)
    await look(world, "watch/books")
    return ["watch/books"]


STORIES: tuple[Story, ...] = (
    trial_converted,
    trial_extended,
    trial_closed,
    trial_waiting,
    expired,
    creation_failed,
    dunning_exhausted,
    dunning_recovered,
    dunning_paid_by_hand,
    auto_charge_off,
    payment_unknown,
    worker_broke,
    page_expired,
    bank_debit,
    payment_refused,
    invitation_accepted,
    invitation_resent_and_expired,
    invitation_revoked,
    mail_put_off,
    mail_came_back,
    dunning_held,
    dunning_stopped_by_staff,
    dunning_to_the_end_of_the_term,
    reminded_until_the_end,
    reminded_and_paid,
    debit_came_back,
    method_given,
    method_not_given,
    method_removed,
    books_watched,
)
