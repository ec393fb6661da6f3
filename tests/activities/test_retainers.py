"""Retainers in the books: asked for, paid, drawn, and void."""

import pytest

from activities.documents import _manuscript
from activities.invoice_credits import spend_credit
from activities.invoice_drafts import BilledTo, Written, write_draft
from activities.invoice_ends import give_up_invoice, void_invoice
from activities.retainers import RetainerFor, issue_retainer
from domain.date_ranges import DateRange
from domain.documents import DocumentKind
from domain.errors import BillingError
from domain.invoice_drafts import WrittenLine
from domain.invoices import (
    AmountChanged,
    InvoiceHasPayments,
    InvoiceKind,
    InvoiceStatus,
    UnknownInvoice,
)
from domain.messages import MailKind
from domain.numbers import Series
from domain.retainers import (
    KeptForProject,
    NoSuchRetainer,
    NothingToDraw,
    OtherCustomers,
    RetainerHasNoTax,
    RetainerNotPaid,
    RetainerOverNothing,
    RetainerPaidAlone,
    RetainerStatus,
    RetainerUsedUp,
)
from domain.taxes import TaxBehaviour
from storage.statements import Statements
from tests.support.office import Office
from tests.support.retainer_office import (
    HOME,
    STAFF,
    balances,
    drawn,
    eur,
    in_order,
    invoice,
    received,
    retainer,
    row_of,
    status_of,
    uses_of,
)


async def test_a_retainer_is_asked_for_paid_drawn_in_parts_and_used_up(office: Office) -> None:
    customer = await office.a.customer()
    number = await retainer(office, customer)
    assert await status_of(office, number) is RetainerStatus.SENT
    assert await balances(office, customer) == [(10_000, 0)]
    one, two = await invoice(office, customer), await invoice(office, customer)
    assert (number, one, two) == ("RET-000001", "INV-000001", "INV-000002")

    payment = await received(office, customer, 10_000, number)
    assert await status_of(office, number) is RetainerStatus.PAID
    assert await balances(office, customer) == [(0, 10_000)]

    await drawn(office, number, {one: 6_000, two: 1_500})
    assert await status_of(office, number) is RetainerStatus.PARTIALLY_DRAWN
    assert (await row_of(office, one)).status is InvoiceStatus.PAID
    assert (await row_of(office, two)).outstanding_minor_units == 4_500

    await drawn(office, number, {two: 2_500})
    assert await status_of(office, number) is RetainerStatus.DRAWN
    with pytest.raises(RetainerUsedUp):
        await drawn(office, number, {two: 1})
    assert await uses_of(office, number) == [(one, 6_000), (two, 1_500), (two, 2_500)]
    await says_what_it_paid(office, payment, number)
    await in_order(office)


async def says_what_it_paid(office: Office, payment: str, number: str) -> None:
    """The lists, the mail, the documents of a retainer that is used up."""
    customer = (await row_of(office, number)).customer
    async with office.books() as books:
        invoices = await books.invoices.page(customer=customer)
        [own] = await books.retainers.page(customer=customer, status=RetainerStatus.DRAWN)
        mails = [each.kind for each in await books.messages.of_customer(customer)]
        receipt = (await _manuscript(books, DocumentKind.RECEIPT, payment)).facts
        paper = (await _manuscript(books, DocumentKind.RETAINER, number)).facts
    assert number not in {each.number for each in invoices}
    assert own.number == number
    assert mails.count(MailKind.RETAINER_ISSUED) == 1
    assert [(each.invoice, each.is_retainer) for each in receipt.shares] == [(number, True)]
    assert (paper.number, paper.total) == (number, eur(10_000))


async def test_what_is_drawn_is_no_line_of_the_statement_and_its_payment_is(
    office: Office,
) -> None:
    customer = await office.a.customer()
    number = await retainer(office, customer)
    bill = await invoice(office, customer)
    payment = await received(office, customer, 10_000, number)
    await drawn(office, number, {bill: 6_000})

    today = office.clock.at.date()
    async with office.books() as books:
        [told] = await Statements(books.session, customer).over(DateRange(today, today))
    lines = [(each.movement.document, each.movement.amount) for each in told.lines]
    assert lines == [(bill, eur(6_000)), (payment, eur(-10_000))]
    assert told.lines[1].movement.about == (number,)
    assert (told.closing, told.owed, told.credit) == (eur(-4_000), eur(0), eur(4_000))


async def test_who_may_not_be_drawn_for_is_refused_by_name(office: Office) -> None:
    customer, other = await office.a.customer(), await office.a.customer()
    kept = await retainer(office, customer, project="P-7")
    unpaid = await retainer(office, customer)
    mine, theirs = await invoice(office, customer), await invoice(office, other)
    fits = await invoice(office, customer, 1_000, project="P-7")
    await received(office, customer, 10_000, kept)

    refused: list[tuple[type[BillingError], str, dict[str, int]]] = [
        (KeptForProject, kept, {mine: 100}),
        (KeptForProject, kept, {fits: 100, mine: 100}),
        (OtherCustomers, kept, {theirs: 100}),
        (RetainerNotPaid, unpaid, {mine: 100}),
        (AmountChanged, kept, {fits: 1_001}),
        (RetainerUsedUp, kept, {fits: 10_001}),
        (NothingToDraw, kept, {fits: 0}),
        (NothingToDraw, kept, {}),
        (UnknownInvoice, kept, {unpaid: 100}),
        (NoSuchRetainer, mine, {fits: 100}),
    ]
    for refusal, number, shares in refused:
        with pytest.raises(refusal):
            await drawn(office, number, shares)
    assert await balances(office, customer) == [(10_000, 10_000)]

    await drawn(office, kept, {fits: 1_000})
    async with office.books() as books:
        row = await books.invoices.with_number(mine)
        assert row
        assert await books.retainers.usable_for(row) == []
        assert [each.number for each in await books.retainers.outstanding(customer)] == [unpaid]
    await in_order(office)


async def test_a_retainer_is_paid_by_itself_in_full_and_is_no_debt(office: Office) -> None:
    customer = await office.a.customer()
    number, bill = await retainer(office, customer), await invoice(office, customer)

    with pytest.raises(RetainerPaidAlone):
        await received(office, customer, 16_000, number, bill)
    async with office.books() as books:
        taken = await books.numbers.take(Series.PAYMENT)
    both = [{"number": number, "minor_units": 1}, {"number": bill, "minor_units": 1}]
    assert (await office.asked("payment", taken, "pay", invoices=both)).code == "RetainerPaidAlone"
    await office.a.preference("payments.partial", True)
    part = [{"number": number, "minor_units": 1}]
    assert (await office.asked("payment", taken, "pay", invoices=part)).code == "PaidInFullOnly"
    for refused in (give_up_invoice, spend_credit):
        with pytest.raises(UnknownInvoice):
            async with office.books() as books:
                await refused(books, number, office.clock.at)
    async with office.books() as books:
        assert await books.reminders.for_invoice((await row_of(office, number)).id) is None
    await in_order(office)


async def test_a_retainer_bears_no_tax_and_asks_for_something(office: Office) -> None:
    customer = await office.a.customer()
    tax = await office.a.tax_rate(20, TaxBehaviour.EXCLUSIVE)
    taxed = (WrittenLine("Advice", 1, eur(100), eur(0), tax),)

    for lines, refusal in ((taxed, RetainerHasNoTax), ((), RetainerOverNothing)):
        written = Written(lines, BilledTo("A", "", HOME, HOME), kind=InvoiceKind.RETAINER)
        async with office.books() as books:
            with pytest.raises(refusal):
                await write_draft(books, customer, written, STAFF, office.clock.at)


async def test_it_is_void_while_it_is_unpaid_and_leaves_the_statement_empty(
    office: Office,
) -> None:
    customer = await office.a.customer()
    one, two = await retainer(office, customer), await retainer(office, customer)
    await received(office, customer, 2_500, two)
    assert await status_of(office, two) is RetainerStatus.SENT
    with pytest.raises(InvoiceHasPayments):
        async with office.books() as books:
            await void_invoice(books, two, office.clock.at)

    async with office.books() as books:
        await void_invoice(books, one, office.clock.at)

    assert await status_of(office, one) is RetainerStatus.VOID
    assert await balances(office, customer) == [(7_500, 2_500)]
    await in_order(office)


async def test_a_void_invoice_gives_the_retainer_back_what_was_drawn(office: Office) -> None:
    customer = await office.a.customer()
    number, bill = await retainer(office, customer), await invoice(office, customer)
    await received(office, customer, 10_000, number)
    await drawn(office, number, {bill: 2_000})
    await drawn(office, number, {bill: 4_000})
    assert (await row_of(office, bill)).status is InvoiceStatus.PAID
    other = await invoice(office, customer)
    await drawn(office, number, {other: 1_000})

    async with office.books() as books:
        await void_invoice(books, other, office.clock.at)

    assert await balances(office, customer) == [(0, 4_000)]
    await drawn(office, number, {await invoice(office, customer): 4_000})
    assert await status_of(office, number) is RetainerStatus.DRAWN
    await in_order(office)


async def test_a_retainer_for_an_amount_asks_for_it_at_once(office: Office) -> None:
    customer = await office.a.customer()
    wanted = RetainerFor(customer, eur(2_500), "Deposit of the quote", project="P-1")

    async with office.books() as books:
        row = await issue_retainer(books, wanted, STAFF, office.clock.at)

    assert (row.number, row.kind, row.project) == ("RET-000001", InvoiceKind.RETAINER, "P-1")
    assert await balances(office, customer) == [(2_500, 0)]
