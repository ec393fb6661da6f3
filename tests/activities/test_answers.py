"""What the processor answers about a payment: booked as it is, and what follows of it."""

from dataclasses import replace

from activities.contracts import ProcessorAnswer, StepDue
from domain.messages import MailKind
from domain.money import Money
from domain.payments import PaymentStatus
from domain.processor import ChargeStatus
from storage.invariants import offences
from tests.activities.test_refunds import credit_now, eur, in_order
from tests.support.office import Office


async def taken(office: Office, payment: str, amount: Money) -> ProcessorAnswer:
    """The processor has taken so much."""
    answer = await office.answer(payment, ChargeStatus.SUCCEEDED)
    assert answer.charge
    return replace(answer, charge=replace(answer.charge, amount=amount))


async def undecided(office: Office) -> str:
    async with office.books() as books:
        [payment] = await books.payments.undecided()
    return payment


async def test_what_was_taken_is_booked_and_the_rest_is_collected(office: Office) -> None:
    number = await office.a.subscription()
    await office.begin(number)
    first = await undecided(office)

    for _ in range(2):
        await office.payments.record_answer(await taken(office, first, eur(1000)))

    async with office.books() as books:
        payment = await books.payments.get(first)
        mails = [each.kind for each in await books.messages.of_customer(payment.customer)]
    assert (payment.status, payment.amount) == (PaymentStatus.SUCCEEDED, eur(1000))
    assert await standing(office, number) == ("partially_paid", 2100, "dunning")
    assert mails.count(MailKind.CHARGE_FAILED) == mails.count(MailKind.RECEIPT) == 1
    await in_order(office)

    await _try_again(office, number, eur(100))
    assert await standing(office, number) == ("partially_paid", 2000, "dunning")
    await _try_again(office, number, eur(2500))
    assert await standing(office, number) == ("paid", 0, "live")
    assert await credit_now(office, payment.customer) == 500
    async with office.books() as books:
        found = await offences(books.session, office.clock.at)
    assert not [each for each in found if each.parks]


async def standing(office: Office, subscription: str) -> tuple[str, int, str]:
    """What became of its invoice, what is owed of that, and what became of itself."""
    async with office.books() as books:
        [invoice] = await books.invoices.page(subscription=subscription)
        status = (await books.subscriptions.get(subscription)).status
    return invoice.status, invoice.outstanding_minor_units, status


async def _try_again(office: Office, subscription: str, amount: Money) -> None:
    """Dunning charges again when that is due, and so much is taken."""
    async with office.books() as books:
        [invoice] = [str(each.invoice) for each in await books.dunning.running_for(subscription)]
    clock = await office.dunning.dunning_clock(invoice)
    assert clock.at
    office.clock.at = clock.at
    await office.dunning.take_dunning_step(StepDue(invoice, clock.step or "", clock.at))
    await office.payments.record_answer(await taken(office, await undecided(office), amount))


async def test_what_was_taken_in_another_currency_waits_for_somebody(office: Office) -> None:
    await office.begin(await office.a.subscription())
    number = await undecided(office)

    for amount in (Money(3100, "USD"), eur(0)):
        await office.payments.record_answer(await taken(office, number, amount))
        async with office.books() as books:
            assert (await books.payments.get(number)).is_parked
    await in_order(office)

    await office.payments.record_answer(await taken(office, number, eur(3100)))
    async with office.books() as books:
        payment = await books.payments.get(number)
    assert (payment.status, payment.failure_code) == (PaymentStatus.SUCCEEDED, None)
    await in_order(office)
