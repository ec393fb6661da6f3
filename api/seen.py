"""A preview in JSON, the same for customers' programs and for those of staff."""

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict

from api.amounts import Amount
from api.summaries import Summary, SummaryLine


class _Shape(BaseModel):
    model_config = ConfigDict(frozen=True)


class PreviewLine(_Shape):
    description: str
    detail: str
    amount: Amount

    @classmethod
    def of(cls, line: SummaryLine) -> "PreviewLine":
        amount = Amount.of(line.amount)
        return cls(description=line.description, detail=line.detail, amount=amount)


class PreviewTax(_Shape):
    name: str
    amount: Amount


class PreviewRenewal(_Shape):
    on: date
    amount: Amount


class PreviewShape(_Shape):
    """What a step would cost or save; nothing is written.

    `credits` are given back, `credit_used` of them is used at once and `credit_left` kept for later
    invoices; `balance_used` is what the customer had to their credit before. Send `fingerprint` and
    `previewed_at` with the command; if anything has changed by then, it is refused as
    `PreviewOutdated`, nothing happens, and a new preview tells why.
    """

    kind: str
    subscription: str
    on: date
    lines: list[PreviewLine]
    subtotal: Amount
    taxes: list[PreviewTax]
    total: Amount
    credits: list[PreviewLine]
    credit: Amount
    credit_used: Amount
    credit_left: Amount
    balance_used: Amount
    due_now: Amount
    next_renewal: PreviewRenewal | None
    fingerprint: str
    previewed_at: datetime

    @classmethod
    def of(cls, summary: Summary) -> "PreviewShape":
        found, renewal = summary.preview, summary.renewal
        following = renewal and PreviewRenewal(on=renewal.on, amount=Amount.of(renewal.amount))
        return cls(
            kind=found.kind,
            subscription=found.subscription,
            on=found.on,
            lines=[PreviewLine.of(line) for line in summary.lines],
            subtotal=Amount.of(summary.subtotal),
            taxes=[PreviewTax(name=n, amount=Amount.of(money)) for n, money in summary.taxes],
            total=Amount.of(found.total),
            credits=[PreviewLine.of(line) for line in summary.credits],
            credit=Amount.of(summary.credit),
            credit_used=Amount.of(found.credit_used),
            credit_left=Amount.of(found.credit_left),
            balance_used=Amount.of(found.balance_used),
            due_now=Amount.of(found.due_now),
            next_renewal=following,
            fingerprint=summary.fingerprint,
            previewed_at=summary.previewed_at,
        )
