"""What staff hear of: what customers pay and do, what comes back, and nothing they did not want."""

from domain.commands import ActorKind, CommandStatus
from domain.notifications import NotificationKind
from domain.numbers import Series
from domain.processor import ChargeStatus
from storage.invoices import InvoiceRow
from tests.support.office import Office


async def heard(office: Office) -> list[tuple[str, str]]:
    async with office.books() as books:
        return [(each.kind, each.document) for each in await books.notifications.unread("STAFF-1")]


async def paid(office: Office, invoice: InvoiceRow) -> str:
    """The customer pays on the processor's page; the payment's number."""
    async with office.books() as books:
        number = await books.numbers.take(Series.PAYMENT)
    wanted = [{"number": invoice.number, "minor_units": invoice.outstanding_minor_units}]
    await office.asked("payment", number, "pay", by=ActorKind.CONTACT, invoices=wanted)
    answer = await office.answer(number, ChargeStatus.SUCCEEDED)
    for _ in range(2):
        await office.payments.record_answer(answer)
    return number


async def test_staff_hear_of_what_a_customer_pays_and_of_what_comes_back(office: Office) -> None:
    payment = await paid(office, await office.offline())
    assert await heard(office) == [(NotificationKind.PAYMENT_RECEIVED, payment)]

    await office.payments.record_answer(await office.answer(payment, ChargeStatus.FAILED))

    assert (NotificationKind.PAYMENT_RETURNED, payment) in await heard(office)


async def test_staff_hear_of_what_customers_do_to_subscriptions_not_of_their_own_deeds(
    office: Office,
) -> None:
    number = await office.a.subscription(token=None, auto_charge=False)
    await office.begin(number)
    await office.a.preference("cancel.enabled", True)
    await office.asked("cancellation", number, "cancel", mode="end_of_term")
    await office.asked("cancellation", number, "remove")
    assert await heard(office) == []

    wish = await office.command(
        "cancellation", number, "cancel", by=ActorKind.CONTACT, mode="end_of_term"
    )
    for _ in range(2):
        await office.decide("cancellation", wish)

    assert (await office.outcome(wish)).status is CommandStatus.APPLIED
    assert await heard(office) == [(NotificationKind.SUBSCRIPTION_CANCELLED, number)]


async def test_what_nobody_wants_to_hear_is_not_told(office: Office) -> None:
    await office.a.preference("staff.in_app", ["payment_returned"])

    await paid(office, await office.offline())

    assert await heard(office) == []
