"""The forms with which staff move money, as they are typed and as they are meant."""

from datetime import date
from typing import Annotated

from fastapi import Form
from pydantic import Field

from activities.invoice_credits import CreditWish
from activities.offline_payments import Received
from activities.pay_outs import PaidOut
from activities.refunds import Wanted
from api.inputs import FormBody, Line
from api.staff.inputs import NotADate, Reader, price_in
from domain.credit_notes import BY_STAFF, CreditReason
from domain.credits import InvoicedLine
from domain.money import Money
from domain.payments import OfflineMeans
from domain.refunds import RefundCause, RefundSource
from domain.words import N_
from storage.payments import PaymentRow

SOURCES = {
    RefundSource.CREDIT: N_("What the customer has to their credit"),
    RefundSource.INVOICES: N_("What it paid: the invoices are owed again"),
    RefundSource.RETAINER: N_("What is left of the retainer that it paid"),
}
HINTS = {
    RefundSource.CREDIT: N_(
        "Give a credit note first, so that the invoice stays paid and is corrected."
    ),
    RefundSource.INVOICES: N_("In proportion, to the cent. Reminders begin again."),
    RefundSource.RETAINER: N_(
        "What was not drawn. The retainer stays paid, and is used by so much."
    ),
}
CAUSES = {
    RefundCause.REQUESTED: N_("The customer asked for it"),
    RefundCause.DUPLICATE: N_("It was paid twice"),
    RefundCause.FRAUDULENT: N_("Somebody else paid with it"),
    RefundCause.GOODWILL: N_("Goodwill"),
}
MEANS = {
    OfflineMeans.BANK_TRANSFER: N_("Bank transfer"),
    OfflineMeans.CASH: N_("Cash"),
    OfflineMeans.CHEQUE: N_("Cheque"),
    OfflineMeans.OTHER: N_("Another way"),
}
REASONS = {
    CreditReason.GOODWILL: N_("Goodwill"),
    CreditReason.CORRECTION: N_("A mistake on the invoice"),
    CreditReason.RETURNED: N_("Something was given back or not delivered"),
}


class RefundForm(FormBody):
    amount: Line = ""
    source: Line = RefundSource.CREDIT.value
    cause: Line = RefundCause.REQUESTED.value
    words: Annotated[str, Field(max_length=500)] = ""

    def read(self, reader: Reader, payment: PaymentRow) -> Wanted | None:
        """What is meant; None where something is wrong, which is noted."""
        zero = Money.zero(payment.currency)
        amount = reader.read("amount", self.amount, price_in(payment.currency), zero)
        source = reader.one_of("source", self.source, {each.value: each for each in SOURCES})
        cause = reader.one_of("cause", self.cause, {each.value: each for each in CAUSES})
        if reader.errors:
            return None
        return Wanted(
            payment.number, amount, RefundSource(source), RefundCause(cause), self.words.strip()
        )


class ReceivedForm(FormBody):
    amount: Line = ""
    currency: Line = ""
    means: Line = OfflineMeans.BANK_TRANSFER.value
    reference: Line = ""
    received_on: Line = ""
    invoices: Annotated[list[Line], Field(default_factory=list, max_length=500)]
    keep_rest: Line = ""
    again: Line = ""

    def read(self, reader: Reader, customer: str) -> Received | None:
        """What is meant; None where something is wrong, which is noted."""
        zero = Money(0, "EUR")
        amount = reader.read("amount", self.amount, price_in(self.currency.upper()), zero)
        means = reader.one_of("means", self.means, {each.value: each for each in MEANS})
        day = reader.read("received_on", self.received_on, _day, date.min)
        if reader.errors:
            return None
        return Received(
            customer,
            amount,
            OfflineMeans(means),
            self.reference.strip(),
            day,
            tuple(self.invoices),
            keep_rest=bool(self.keep_rest),
            again=bool(self.again),
        )


class CreditForm(FormBody):
    """`amounts` stand in the order of the lines; an empty one gives nothing back of its line."""

    reason: Line = CreditReason.GOODWILL.value
    words: Annotated[str, Field(max_length=500)] = ""
    amounts: Annotated[list[Line], Field(default_factory=list, max_length=500)]
    apply: Line = ""

    def read(
        self, reader: Reader, invoice: str, lines: tuple[InvoicedLine, ...]
    ) -> CreditWish | None:
        """What is meant; None where something is wrong, which is noted."""
        reason = reader.one_of("reason", self.reason, {each.value: each for each in BY_STAFF})
        given: dict[int, int] = {}
        for line, typed in zip(lines, self.amounts, strict=False):
            zero = Money.zero(line.left.currency)
            if typed.strip():
                field = f"amount-{line.position}"
                amount = reader.read(field, typed, price_in(zero.currency), zero)
                given[line.position] = amount.minor_units
        if reader.errors or not given:
            return None
        return CreditWish(
            invoice, CreditReason(reason), self.words.strip(), given, apply=bool(self.apply)
        )


class PayOutForm(FormBody):
    """Credit that was paid out by hand."""

    amount: Line = ""
    currency: Line = ""
    paid_on: Line = ""
    reference: Line = ""
    words: Annotated[str, Field(max_length=500)] = ""

    def read(self, reader: Reader, customer: str) -> PaidOut | None:
        """What is meant; None where something is wrong, which is noted."""
        zero = Money(0, "EUR")
        amount = reader.read("amount", self.amount, price_in(self.currency.upper()), zero)
        day = reader.read("paid_on", self.paid_on, _day, date.min)
        if reader.errors:
            return None
        return PaidOut(customer, amount, day, self.reference.strip(), self.words.strip())


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise NotADate(typed=text) from None


AnyRefund = Annotated[RefundForm, Form()]
AnyReceived = Annotated[ReceivedForm, Form()]
AnyCredit = Annotated[CreditForm, Form()]
AnyPayOut = Annotated[PayOutForm, Form()]
