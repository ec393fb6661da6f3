"""What accepted quotes become: once, by preference or by hand, and what stands in the way."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from activities.contracts import StepDue
from activities.invoice_ends import void_invoice
from activities.offline_payments import return_payment
from activities.quote_conversions import CONVERTERS
from activities.quote_writing import QuoteText, drop_revision, revise_quote, rewrite_quote
from domain.commands import ActorKind
from domain.invoices import InvoiceKind, InvoiceStatus
from domain.messages import MailKind
from domain.money import Money
from domain.notifications import NotificationKind
from domain.quote_conversions import OnAcceptance, QuoteConversion, SubscribedPlan
from domain.quote_steps import QuoteStep
from domain.quotes import QuoteStatus
from storage.books import books_of
from storage.invoices import InvoiceRow
from storage.quote_answers import QuoteConversionRow
from storage.quote_versions import QuoteVersionRow
from storage.quotes import QuoteRow
from tests.support.database import engine_at
from tests.support.office import Office
from tests.support.quote_office import (
    STAFF,
    accepted,
    declined,
    eur,
    in_order,
    line,
    row_of,
    sent,
    text,
)
from tests.support.race import race
from tests.support.retainer_office import balances, received

RUNNERS = 6
_ACCEPTS: dict[str, Any] = {
    "version": 1,
    "minor_units": 109_900,
    "currency": "EUR",
    "options": [4],
}


async def step(office: Office, number: str, step: QuoteStep = QuoteStep.CONVERT) -> str:
    """What its process does by itself now; how the quote stands then."""
    clock = await office.quotes.take_quote_step(StepDue(number, step, office.clock.at))
    return clock.state


async def became(office: Office, number: str) -> QuoteConversionRow:
    async with office.books() as books:
        row = await books.quotes.conversion(number)
    assert row is not None
    return row


async def invoice_of(office: Office, document: str) -> tuple[InvoiceRow, list[str]]:
    """An invoice, or that of a draft, and what its lines are for."""
    async with office.books() as books:
        draft = await books.invoice_drafts.find(document)
        invoice = await books.invoices.with_number(document)
        invoice = await books.invoices.get(draft.invoice) if draft else invoice
        assert invoice
        return invoice, [each.description for each in await books.invoices.lines(invoice.id)]


@pytest.mark.parametrize(
    ("wanted", "document", "status"),
    [
        (OnAcceptance.DRAFT_INVOICE, "DRAFT-000001", InvoiceStatus.DRAFT),
        (OnAcceptance.SENT_INVOICE, "INV-000001", InvoiceStatus.OPEN),
        (OnAcceptance.RETAINER, "RET-000001", InvoiceStatus.OPEN),
    ],
)
async def test_an_acceptance_becomes_by_itself_what_the_preference_says_once(
    office: Office, wanted: OnAcceptance, document: str, status: InvoiceStatus
) -> None:
    customer = await office.a.customer()
    await office.a.preference("quotes.convert", wanted)
    number = await sent(office, customer)
    assert (await accepted(office, number, 124_900, (3, 4), purchase_order="PO-7")).code is None

    assert await step(office, number) == QuoteStatus.CONVERTED
    assert await step(office, number) == QuoteStatus.CONVERTED

    row = await became(office, number)
    assert (row.document, row.version, row.kind.value) == (document, 1, wanted.value)
    invoice, lines = await invoice_of(office, document)
    assert (invoice.status, invoice.total) == (status, eur(124_900))
    assert invoice.purchase_order == "PO-7"
    if wanted is not OnAcceptance.RETAINER:
        assert lines == ["Design", "Build", "Training", "Support"]
    refused = await office.asked("quote", number, "convert", kind="sent_invoice")
    assert (refused.code, refused.facts["document"]) == ("QuoteConverted", document)
    second = await accepted(office, number, 124_900, (3, 4))
    assert (second.code, second.facts["who"]) == ("QuoteAccepted", "Ada Example")
    await in_order(office)


async def test_a_quote_becomes_a_subscription_only_at_the_price_that_was_accepted(
    office: Office,
) -> None:
    customer = await office.a.customer()
    plan = SubscribedPlan(await office.a.plan(Money(2_000, "EUR"), setup_fee=500), 2)
    await office.a.preference("quotes.convert", OnAcceptance.SUBSCRIPTION)
    dear = await sent(office, customer, text(line("Two seats", 5_000), plan=plan))
    await accepted(office, dear, 5_000, ())

    assert await step(office, dear) == QuoteStatus.ACCEPTED

    assert await refusal_told(office, dear) == ("PlanCostsOtherwise", True)
    assert (await office.asked("quote", dear, "convert", kind="sent_invoice")).code is None
    await in_order(office)


async def test_a_subscription_that_was_accepted_begins_and_charges_nothing_by_itself(
    office: Office,
) -> None:
    customer = await office.a.customer()
    plan = SubscribedPlan(await office.a.plan(Money(2_000, "EUR"), setup_fee=500), 2)
    await office.a.preference("quotes.convert", OnAcceptance.SUBSCRIPTION)
    fair = await sent(office, customer, text(line("Two seats", 4_500), plan=plan))
    await accepted(office, fair, 4_500, ())
    assert await step(office, fair) == QuoteStatus.CONVERTED
    async with office.books() as books:
        row = await books.subscriptions.get((await became(office, fair)).document)
    assert (row.customer, row.plan, row.quantity, row.auto_charge) == (
        customer,
        plan.code,
        2,
        False,
    )
    bare = await sent(office, customer)
    await accepted(office, bare)
    assert (await office.asked("quote", bare, "convert", kind="subscription")).code == "PlanMissing"
    await in_order(office)


async def test_what_is_sold_is_what_the_version_on_offer_says_whatever_is_being_drafted(
    office: Office,
) -> None:
    await office.a.preference("quotes.edit_accepted", True)
    one, three = await seats(office, 1), await seats(office, 3)
    number = await sent(office, await office.a.customer(), one)
    edition = await drafted(office, number, three)
    async with office.books() as books:
        await drop_revision(books, number, edition, office.clock.at)
    assert says(await row_of(office.books, number)) == asked_for(one)
    await drafted(office, number, three)
    assert (await accepted(office, number, 2_000, ())).code is None
    await drafted(office, number, three)
    assert (await office.asked("quote", number, "convert", kind="subscription")).code is None
    async with office.books() as books:
        sold = await books.subscriptions.get((await became(office, number)).document)
    assert (sold.plan, sold.quantity) == asked_for(one)[:2]
    await in_order(office)


async def test_the_next_version_begins_with_what_was_sold_and_sells_its_own_once_it_is_sent(
    office: Office,
) -> None:
    one, three = await seats(office, 1), await seats(office, 3)
    number = await sent(office, await office.a.customer(), one)
    async with office.books() as books:
        await revise_quote(books, number, STAFF, office.clock.at)
        assert says(await books.quotes.get_version(number, 2)) == asked_for(one)
    await drafted(office, number, three)
    assert (await office.asked("quote", number, "send")).code is None
    assert says(await row_of(office.books, number)) == asked_for(three)
    await in_order(office)


async def seats(office: Office, quantity: int) -> QuoteText:
    """So many seats of a plan of their own, for a project of their own."""
    plan = SubscribedPlan(await office.a.plan(eur(2_000)), quantity)
    return replace(text(line("Seats", 2_000), plan=plan), project=f"P{quantity}")


async def drafted(office: Office, number: str, what: QuoteText) -> int:
    """The next version, not sent; the edition in which that was seen."""
    async with office.books() as books:
        quote = await revise_quote(books, number, STAFF, office.clock.at)
        return (await rewrite_quote(books, number, quote.edition, what, office.clock.at)).edition


def says(row: QuoteRow | QuoteVersionRow) -> tuple[str | None, int, str | None]:
    return row.plan, row.plan_quantity, row.project


def asked_for(what: QuoteText) -> tuple[str | None, int, str | None]:
    assert what.plan
    return what.plan.code, what.plan.quantity, what.project


async def test_staff_convert_by_hand_what_was_accepted_or_has_run_out_and_nothing_else(
    office: Office,
) -> None:
    customer = await office.a.customer()
    until = office.clock.at.date()
    number = await sent(office, customer, text(until=until))
    by_hand: dict[str, Any] = {"kind": "draft_invoice"}
    assert (await office.asked("quote", number, "convert", **by_hand)).code == "NotConvertible"
    unknown = {kind.value for kind in QuoteConversion if kind not in CONVERTERS}
    for kind in unknown:
        assert (await office.asked("quote", number, "convert", kind=kind)).code == "CannotBecome"
    office.clock.at += timedelta(days=1)
    assert (await accepted(office, number)).code == "QuoteExpired"
    assert await step(office, number, QuoteStep.EXPIRE) == QuoteStatus.EXPIRED
    assert (await office.asked("quote", number, "convert", **by_hand)).code is None
    assert (await became(office, number)).document == "DRAFT-000001"
    await in_order(office)


async def test_what_has_run_out_is_accepted_where_the_organisation_lets_it(
    office: Office,
) -> None:
    number = await sent(office, await office.a.customer(), text(until=office.clock.at.date()))
    office.clock.at += timedelta(days=1)
    await step(office, number, QuoteStep.EXPIRE)
    assert (await declined(office, number, reason="Late")).code is None
    await office.a.preference("quotes.accept_expired", True)
    other = await sent(office, await office.a.customer(), text(until=office.clock.at.date()))
    office.clock.at += timedelta(days=1)
    await step(office, other, QuoteStep.EXPIRE)
    assert (await accepted(office, other)).code is None
    await in_order(office)


async def test_an_advance_is_asked_for_and_holds_the_acceptance_until_it_is_void(
    office: Office,
) -> None:
    customer = await office.a.customer()
    await office.a.preference("quotes.retainer_on_accept", True)
    number = await sent(office, customer)
    await accepted(office, number, purchase_order="PO-7")
    retainer = (await row_of(office.books, number)).retainer
    assert retainer == "RET-000001"
    row, _ = await invoice_of(office, retainer)
    assert (row.kind, row.total) == (InvoiceKind.RETAINER, eur(32_970))
    assert row.purchase_order == "PO-7"
    assert (await office.asked("quote", number, "undo")).code == "RetainerStands"
    assert (await office.asked("quote", number, "withdraw")).code == "RetainerStands"
    async with office.books() as books:
        await void_invoice(books, retainer, office.clock.at)
    assert (await office.asked("quote", number, "undo")).code is None
    assert (await row_of(office.books, number)).retainer is None
    await in_order(office)


async def waits_for_its_advance(
    office: Office, customer: str, what: QuoteText | None = None
) -> str:
    """Accepted, and neither by itself nor by hand becomes it what asks for all of it."""
    await office.a.preference("quotes.retainer_on_accept", True)
    await office.a.preference("quotes.convert", OnAcceptance.SENT_INVOICE)
    number = await sent(office, customer, what)
    await accepted(office, number)
    assert await step(office, number) == QuoteStatus.ACCEPTED
    assert await refusal_told(office, number) == ("AdvanceUnpaid", False)
    for kind in ("sent_invoice", "subscription"):
        by_hand = await office.asked("quote", number, "convert", kind=kind)
        assert (by_hand.code, by_hand.facts["retainer"]) == ("AdvanceUnpaid", "RET-000001")
    async with office.books() as books:
        assert await books.invoices.page(customer=customer) == []
    return number


@pytest.mark.parametrize(("percent", "owed"), [(30, 76_930), (100, 0)])
async def test_an_invoice_over_all_of_it_waits_for_the_advance_and_is_paid_from_it(
    office: Office, percent: int, owed: int
) -> None:
    """Nobody is asked for more than they have accepted."""
    customer = await office.a.customer()
    await office.a.preference("quotes.retainer_percent", percent)
    number = await waits_for_its_advance(office, customer)
    row, _ = await invoice_of(office, "RET-000001")
    await received(office, customer, row.total.minor_units, "RET-000001")

    assert await after_its_advance(office, number) == QuoteStatus.CONVERTED
    row, _ = await invoice_of(office, (await became(office, number)).document)
    assert (row.total, row.balance.outstanding) == (eur(109_900), eur(owed))
    async with office.books() as books:
        mails = await books.messages.of_customer(customer)
    [told] = [each for each in mails if each.kind is MailKind.INVOICE_ISSUED]
    assert (told.facts["due_on"] is None) == (owed == 0)
    await in_order(office)


async def test_an_acceptance_stays_with_the_project_that_its_advance_is_kept_for(
    office: Office,
) -> None:
    """For another one it could not be drawn, and all of it would be asked for beside it."""
    await office.a.preference("quotes.edit_accepted", True)
    one, two = (replace(text(), project=each) for each in ("One", "Two"))
    customer = await office.a.customer()
    number = await waits_for_its_advance(office, customer, one)
    edition = await drafted(office, number, two)
    assert (await office.asked("quote", number, "send")).code == "RetainerStands"
    async with office.books() as books:
        await rewrite_quote(books, number, edition, replace(one, notes="Soon"), office.clock.at)
    assert (await office.asked("quote", number, "send")).code is None
    quote = await row_of(office.books, number)
    assert (quote.status, quote.version) == (QuoteStatus.ACCEPTED, 2)
    await received(office, customer, 32_970, "RET-000001")

    assert await after_its_advance(office, number) == QuoteStatus.CONVERTED
    row, _ = await invoice_of(office, (await became(office, number)).document)
    assert (row.project, row.balance.outstanding) == ("One", eur(76_930))
    await in_order(office)


async def test_an_advance_that_comes_back_is_owed_on_the_invoice_over_all_of_it_alone(
    office: Office,
) -> None:
    """It asks for itself again only where nothing else does: of a draft."""
    customer = await office.a.customer()
    number = await waits_for_its_advance(office, customer)
    payment = await received(office, customer, 32_970, "RET-000001")
    assert await after_its_advance(office, number) == QuoteStatus.CONVERTED
    assert await come_back(office, payment) == {"INV-000001": [32_970, "EUR"]}
    row, _ = await invoice_of(office, "INV-000001")
    assert (row.status, row.balance.outstanding) == (InvoiceStatus.OPEN, eur(109_900))
    assert (await invoice_of(office, "RET-000001"))[0].status is InvoiceStatus.VOID
    assert await balances(office, customer) == [(0, 0)]

    await office.a.preference("quotes.convert", OnAcceptance.DRAFT_INVOICE)
    number = await sent(office, customer)
    await accepted(office, number)
    payment = await received(office, customer, 32_970, "RET-000002")
    assert await step(office, number) == QuoteStatus.CONVERTED
    assert "RET-000002" in await come_back(office, payment)
    assert (await invoice_of(office, "RET-000002"))[0].status is InvoiceStatus.OPEN
    await in_order(office)


async def come_back(office: Office, payment: str) -> dict[str, object]:
    """Of what the customer has heard by now that it is open again, and how much of it."""
    async with office.books() as books:
        payer = (await return_payment(books, payment, "returned", office.clock.at)).customer
        mails = await books.messages.of_customer(payer)
    told = [each.facts for each in mails if each.kind is MailKind.PAYMENT_RETURNED]
    return {each["invoice"]: each["amount"]["money"] for each in told}


async def after_its_advance(office: Office, number: str) -> str:
    """How it stands when it has heard what became of that."""
    assert "quote advance" in await office.told()
    await office.asked("quote", number, "advance", by=ActorKind.SYSTEM)
    return await step(office, number)


async def test_staff_say_what_becomes_of_a_quote_whose_advance_they_declared_void(
    office: Office,
) -> None:
    """They may have done so to take the acceptance back: by itself it becomes nothing."""
    customer = await office.a.customer()
    number = await waits_for_its_advance(office, customer)
    async with office.books() as books:
        await void_invoice(books, "RET-000001", office.clock.at)
    assert await after_its_advance(office, number) == QuoteStatus.ACCEPTED
    assert await refusal_told(office, number) == ("AdvanceVoid", True)
    assert (await office.asked("quote", number, "undo")).code is None

    await accepted(office, number)
    async with office.books() as books:
        await void_invoice(books, "RET-000002", office.clock.at)
    assert await step(office, number) == QuoteStatus.ACCEPTED
    assert await refusal_told(office, number) == ("AdvanceVoid", True)
    assert (await office.asked("quote", number, "convert", kind="sent_invoice")).code is None
    row, _ = await invoice_of(office, (await became(office, number)).document)
    assert row.balance.outstanding == eur(109_900)
    await in_order(office)


async def test_what_staff_are_writing_is_kept_when_the_advance_is_paid_meanwhile(
    office: Office,
) -> None:
    """By hand it is converted all the same: whoever does that has seen the next version."""
    await office.a.preference("quotes.edit_accepted", True)
    customer = await office.a.customer()
    number = await waits_for_its_advance(office, customer)
    await drafted(office, number, text(line("Long thought about", 5_000)))
    assert await step(office, number) == QuoteStatus.ACCEPTED
    await received(office, customer, 32_970, "RET-000001")

    assert await after_its_advance(office, number) == QuoteStatus.ACCEPTED
    assert await refusal_told(office, number) == ("RevisionUnderWay", True)
    async with office.books() as books:
        quote = await books.quotes.get(number)
        assert [each.item.description for each in await books.quotes.lines(quote, 2)] == [
            "Long thought about"
        ]
    assert (await office.asked("quote", number, "convert", kind="sent_invoice")).code is None
    row, _ = await invoice_of(office, (await became(office, number)).document)
    assert row.balance.outstanding == eur(76_930)
    await in_order(office)


async def refusal_told(office: Office, number: str) -> tuple[str, bool]:
    """Why it did not become by itself what it should, and whether staff have heard."""
    refused = (await row_of(office.books, number)).conversion_refused or {}
    async with office.books() as books:
        kinds = {each.kind for each in await books.notifications.unread("STAFF-1", limit=9)}
    return refused["code"], NotificationKind.QUOTE_NOT_CONVERTED in kinds


@pytest.mark.parametrize(
    ("percent", "voided", "asked"), [(30, False, 76_930), (30, True, 109_900), (100, False, None)]
)
async def test_a_retainer_asks_for_what_was_not_asked_for_in_advance(
    office: Office, percent: int, voided: bool, asked: int | None
) -> None:
    await office.a.preference("quotes.retainer_on_accept", True)
    await office.a.preference("quotes.retainer_percent", percent)
    number = await sent(office, await office.a.customer())
    await accepted(office, number, purchase_order="PO-7")
    if voided:
        async with office.books() as books:
            await void_invoice(books, "RET-000001", office.clock.at)

    got = await office.asked("quote", number, "convert", kind="retainer")

    if asked is None:
        assert (got.code, got.facts["retainer"]) == ("AskedForAlready", "RET-000001")
        assert (await row_of(office.books, number)).status is QuoteStatus.ACCEPTED
    else:
        row, _ = await invoice_of(office, (await became(office, number)).document)
        assert (row.number, row.total, row.purchase_order) == ("RET-000002", eur(asked), "PO-7")
    await in_order(office)


@pytest.fixture
async def crowd(database_url: str) -> AsyncIterator[Office]:
    """An office with a connection for everybody."""
    async with engine_at(database_url, pool_size=RUNNERS) as engine:
        yield Office(books_of(engine))


async def test_of_many_who_decide_at_once_one_does_and_it_is_converted_once(
    crowd: Office,
) -> None:
    customer = await crowd.a.customer()
    await crowd.a.preference("quotes.convert", OnAcceptance.SENT_INVOICE)
    number = await sent(crowd, customer)

    async def decide(place: int) -> str:
        if place == 0:
            due = StepDue(number, QuoteStep.EXPIRE, crowd.clock.at)
            return (await crowd.quotes.take_quote_step(due)).state
        if place == 1:
            return (await declined(crowd, number, reason="No")).code or "declined"
        return (await accepted(crowd, number)).code or "accepted"

    told = await race(RUNNERS, decide)
    assert sum(each in ("accepted", "declined") for each in told[1:]) == 1
    assert set(told[1:]) <= {
        "accepted",
        "declined",
        "QuoteAccepted",
        "QuoteDeclined",
    }
    if "accepted" in told:
        states = await race(RUNNERS, lambda _: step(crowd, number))
        assert set(states) == {QuoteStatus.CONVERTED}
        async with crowd.books() as books:
            assert len(await books.invoices.page(customer=customer)) == 1
    await in_order(crowd)


async def test_tv_76_acceptance_and_expiry_in_one_second_have_one_outcome(crowd: Office) -> None:
    """Whichever is decided first: what was said in time was in time."""
    number = await sent(crowd, await crowd.a.customer(), text(until=crowd.clock.at.date()))
    over = (await row_of(crowd.books, number)).ends_at or crowd.clock.at
    crowd.clock.at = over - timedelta(seconds=1)
    early = await crowd.command("quote", number, "accept", by=ActorKind.CONTACT, **_ACCEPTS)
    crowd.clock.at = over

    async def meet(place: int) -> str:
        if place:
            return await step(crowd, number, QuoteStep.EXPIRE)
        return (await crowd.quotes.decide_quote(replace(early, as_of=over))).state

    await race(2, meet)

    outcome, quote = await crowd.outcome(early), await row_of(crowd.books, number)
    assert (quote.status, outcome.code) == (QuoteStatus.ACCEPTED, None)
    await in_order(crowd)


async def test_tv_73_what_was_said_in_time_is_accepted_when_it_is_decided_late(
    office: Office,
) -> None:
    """The quote has expired by then; what was said a moment later was said too late."""
    number = await sent(office, await office.a.customer(), text(until=office.clock.at.date()))
    over = (await row_of(office.books, number)).ends_at or office.clock.at
    for said_at, code in ((over, "QuoteExpired"), (over - timedelta(seconds=1), None)):
        office.clock.at = said_at
        answer = await office.command("quote", number, "accept", by=ActorKind.CONTACT, **_ACCEPTS)
        office.clock.at = over + timedelta(minutes=10)
        await step(office, number, QuoteStep.EXPIRE)
        assert (await row_of(office.books, number)).status is QuoteStatus.EXPIRED
        await office.decide("quote", replace(answer, as_of=office.clock.at))
        assert (await office.outcome(answer)).code == code
    async with office.books() as books:
        acceptance = await books.quotes.standing_acceptance(number)
    assert acceptance
    assert acceptance.accepted_at == over - timedelta(seconds=1)
    await in_order(office)
