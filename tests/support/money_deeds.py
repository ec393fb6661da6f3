"""What can happen to the money of one customer: what staff, the customer and their bank do."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from fractions import Fraction

from sqlalchemy import select

from activities.book_locks import lock_books
from activities.contracts import RefundAnswer
from activities.credits import credit_of
from activities.invoice_credits import CreditWish, credit_invoice
from activities.invoice_drafts import BilledTo, Written, issue_draft, write_draft
from activities.offline_payments import Received, record_payment
from activities.pay_outs import PaidOut, pay_out
from domain.addresses import PostalAddress
from domain.commands import ActorKind
from domain.credit_notes import CREDITABLE, CreditReason
from domain.errors import BillingError
from domain.invoice_drafts import Due, WrittenLine
from domain.invoices import PAYABLE, InvoiceStatus
from domain.money import Money
from domain.numbers import Series
from domain.payments import OfflineMeans, PaymentChannel
from domain.processor import ChargeStatus, DisputeStatus, RefundStatus
from domain.refunds import OPEN_REFUND, REFUNDABLE, RefundSource, RefundStage
from domain.taxes import TaxBehaviour
from storage.books import Books
from storage.credit_notes import CreditNoteRow
from storage.invoices import InvoiceRow
from storage.payments import PaymentRow
from storage.refunds import RefundRow
from tests.support.office import Office

Line = tuple[int, int, str | None]
"""How many, for how many minor units each, with which tax."""
BILLED_TO = BilledTo(
    "Acme Ltd", "", *[PostalAddress("Street 1", "", "1010", "Vienna", "", "AT")] * 2
)
MISHAPS: Mapping[str, Mapping[str, object]] = {
    "refused": {"refusal": "CP3001"},
    "unanswered": {"fault": True},
    "misunderstood": {"misuse": True},
}


@dataclass(frozen=True)
class Affairs:
    """What there is that something can happen to."""

    invoices: Sequence[InvoiceRow]
    payments: Sequence[PaymentRow]
    refunds: Sequence[RefundRow]
    notes: Sequence[str]

    @property
    def payable(self) -> list[InvoiceRow]:
        return [each for each in self.invoices if each.status in PAYABLE]

    @property
    def creditable(self) -> list[InvoiceRow]:
        return [each for each in self.invoices if each.status in CREDITABLE]

    @property
    def given_up(self) -> list[InvoiceRow]:
        return [each for each in self.invoices if each.status is InvoiceStatus.WRITTEN_OFF]

    @property
    def by_processor(self) -> list[PaymentRow]:
        return [each for each in self.payments if each.channel is not PaymentChannel.OFFLINE]

    @property
    def by_hand(self) -> list[PaymentRow]:
        return [each for each in self.payments if each.channel is PaymentChannel.OFFLINE]

    @property
    def refundable(self) -> list[PaymentRow]:
        return [each for each in self.payments if each.status in REFUNDABLE]

    @property
    def paid_out(self) -> list[RefundRow]:
        return [each for each in self.refunds if each.payment is None]

    @property
    def sent_back(self) -> list[RefundRow]:
        """Refunds that the processor knows of."""
        known = {each.number for each in self.by_processor}
        return [each for each in self.refunds if each.payment in known]


@dataclass
class MoneyDeeds:
    """One customer, with a saved method, and everything that is offered switched on."""

    office: Office
    currency: str
    customer: str = ""
    method: str = ""
    taxes: dict[str | None, str | None] = field(default_factory=dict)

    async def begin(self, use_of_credit: str) -> None:
        a = self.office.a
        self.customer = await a.customer(currency=self.currency)
        self.method = await a.method(self.customer)
        self.taxes = {
            "exclusive": await a.tax_rate(20, TaxBehaviour.EXCLUSIVE),
            "inclusive": await a.tax_rate(7, TaxBehaviour.INCLUSIVE),
            None: None,
        }
        await a.preference("payments.partial", True)
        await a.preference("payments.overpay", True)
        await a.preference("payments.prevent_duplicates", False)
        await a.preference("credits.use", use_of_credit)

    def money(self, minor_units: int) -> Money:
        return Money(minor_units, self.currency)

    async def affairs(self) -> Affairs:
        async with self.office.books() as books:
            session = books.session
            issued = select(InvoiceRow).where(InvoiceRow.number.is_not(None))
            return Affairs(
                (await session.scalars(issued.order_by(InvoiceRow.number))).all(),
                (await session.scalars(select(PaymentRow).order_by(PaymentRow.number))).all(),
                (await session.scalars(select(RefundRow).order_by(RefundRow.number))).all(),
                (await session.scalars(select(CreditNoteRow.number).order_by("number"))).all(),
            )

    async def attempt(self, work: Callable[[Books], Awaitable[object]]) -> None:
        """One transaction: done, or refused, and then nothing has happened."""
        with suppress(BillingError):
            async with self.office.books() as books:
                await work(books)

    async def issue(self, lines: Sequence[Line], days: int) -> None:
        """Staff write an invoice and issue it."""
        written = tuple(
            WrittenLine("Advice", many, self.money(price), self.money(0), self.taxes[tax])
            for many, price, tax in lines
        )
        at = self.office.clock.at
        async with self.office.books() as books:
            content = Written(written, BILLED_TO, Due(days=days))
            draft = await write_draft(books, self.customer, content, "somebody", at)
        async with self.office.books() as books:
            await issue_draft(books, draft.number, at)

    async def pay(
        self, wanted: Mapping[str, int], *, saved: bool, bank: ChargeStatus | None
    ) -> None:
        """The customer pays so much of these; without `bank` its answer is still to come."""
        async with self.office.books() as books:
            number = await books.numbers.take(Series.PAYMENT)
        invoices = [{"number": each, "minor_units": units} for each, units in wanted.items()]
        method = self.method if saved else None
        await self.office.asked(
            "payment", number, "pay", by=ActorKind.CONTACT, invoices=invoices, method=method
        )
        async with self.office.books() as books:
            accepted = await books.payments.find(number)
        if accepted and bank:
            await self.bank_says(number, bank)

    async def bank_says(
        self,
        payment: str,
        status: ChargeStatus,
        dispute: DisputeStatus | None = None,
        part: Fraction | None = None,
    ) -> None:
        """Twice, as it sometimes does. `part` is what of the amount is disputed."""
        answer = await self.office.answer(payment, status)
        assert answer.charge
        disputed = None
        if part:
            whole = answer.charge.amount.minor_units
            disputed = self.money(max(1, int(whole * part)))
        charge = replace(answer.charge, dispute=dispute, disputed=disputed)
        for _ in range(2):
            await self.office.payments.record_answer(replace(answer, charge=charge))

    async def transfer(self, amount: int, *invoices: str, keep: bool, days: int) -> None:
        """Money comes in by bank transfer, and is written down some days later."""
        at = self.office.clock.at
        received = Received(
            self.customer,
            self.money(amount),
            OfflineMeans.BANK_TRANSFER,
            "",
            at.date() - timedelta(days=days),
            invoices,
            keep_rest=keep,
        )
        await self.attempt(lambda books: record_payment(books, received, at))

    async def credit(self, invoice: str, lines: Mapping[int, int], *, apply: bool) -> None:
        wish = CreditWish(invoice, CreditReason.CORRECTION, "", lines, apply=apply)
        at = self.office.clock.at
        await self.attempt(lambda books: credit_invoice(books, wish, at))

    async def refund(
        self, payment: str, amount: int, source: RefundSource, bank: RefundStatus | None
    ) -> None:
        """Staff give so much of a payment back; without `bank` its answer is still to come."""
        async with self.office.books() as books:
            number = await books.numbers.take(Series.REFUND)
        await self.office.asked(
            "refund",
            number,
            "refund",
            payment=payment,
            minor_units=amount,
            currency=self.currency,
            source=source,
            cause="requested",
        )
        sent_back = {each.number for each in (await self.affairs()).sent_back}
        if bank and number in sent_back:
            await self.bank_says_of_refund(number, bank)

    async def bank_says_of_refund(self, number: str, said: RefundStatus | str) -> None:
        """Twice. A mishap happens only while it is on its way."""
        async with self.office.books() as books:
            stage = (await books.refunds.get(number)).stage
        if isinstance(said, RefundStatus):
            answer = await self.office.refund_answer(number, said)
        else:
            mishap = MISHAPS[said] if stage in OPEN_REFUND else {"fault": True}
            answer = RefundAnswer(number, self.office.clock.at, **mishap)  # type: ignore[arg-type]
        for _ in range(2 if stage is not RefundStage.FAILED else 1):
            await self.office.refunds.record_refund(answer)

    async def pay_out(self, part: Fraction, days: int) -> None:
        """Staff have paid so much of the customer's credit out, some days ago."""
        at = self.office.clock.at
        async with self.office.books() as books:
            credit = await credit_of(books, self.customer, self.currency)
        amount = self.money(max(1, int(credit.minor_units * part)))
        out = PaidOut(self.customer, amount, at.date() - timedelta(days=days))
        await self.attempt(lambda books: pay_out(books, out, at))

    async def wait(self, days: int, *, lock: bool) -> None:
        """Time passes; now and then the books are locked until yesterday."""
        self.office.clock.at += timedelta(days=days)
        at = self.office.clock.at
        if lock:
            yesterday = at.date() - timedelta(days=1)
            await self.attempt(lambda books: lock_books(books, yesterday, at))
