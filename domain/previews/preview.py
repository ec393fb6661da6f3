"""The preview itself: what a step costs or saves, what follows, and whether it still holds."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from domain.articles import PricedItem, amounts_of
from domain.contents import Contents, term_price
from domain.credits import CreditAmounts
from domain.errors import Conflict
from domain.fingerprints import fingerprint
from domain.invoices import InvoiceAmounts
from domain.money import Money
from domain.periods import Period, local_date
from domain.proration import Moment
from domain.subscribed import RunningTerm, Subscribed
from domain.subscriptions import SubscriptionStatus
from domain.words import N_

PREVIEW_LIFE = timedelta(minutes=30)


class PreviewOutdated(Conflict):
    message = N_("The amounts have changed since you looked at them. Please look again.")


class PreviewKind(StrEnum):
    ACTIVATE = "activate"
    RENEW = "renew"
    CHANGE = "change"
    CANCEL = "cancel"
    PAUSE = "pause"
    RESUME = "resume"
    REACTIVATE = "reactivate"


@dataclass(frozen=True)
class Renewal:
    """When the subscription is invoiced next by itself, and over how much, tax included."""

    on: date
    amount: Money


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What a step costs or saves, and what the subscription is after it. Writes nothing.

    The step is made of exactly this: `invoice` is the invoice, `credit` the credit note; each is
    None where there is nothing to write. `billed` are the days of service that the invoice is for,
    `cut_on` is the day from which on days that were billed before no longer count. `on` is the
    first day of what is new, in the billing zone, and `status` what the subscription was before.
    The other fields say how it is afterwards; without a `running` term none runs.
    """

    kind: PreviewKind
    subscription: str
    status: SubscriptionStatus
    on: date
    contents: Contents
    running: RunningTerm | None
    terms_begun: int
    cycles: int | None
    billed: Period | None
    cut_on: date | None
    invoice: InvoiceAmounts | None
    credit: CreditAmounts | None
    balance_used: Money
    renewal: Renewal | None

    @property
    def total(self) -> Money:
        """What is invoiced, tax included, before any credit."""
        return self.invoice.total if self.invoice else self._nothing

    @property
    def credit_used(self) -> Money:
        """What of the credit goes to the invoice."""
        return min(self._credit, self.total)

    @property
    def credit_left(self) -> Money:
        """What of the credit the customer keeps for later invoices."""
        return self._credit - self.credit_used

    @property
    def due_now(self) -> Money:
        return self.total - self.credit_used - self.balance_used

    @property
    def fingerprint(self) -> str:
        """The same as long as no price, tax, day or state has changed."""
        return fingerprint(self)

    @property
    def _credit(self) -> Money:
        return self.credit.total if self.credit else self._nothing

    @property
    def _nothing(self) -> Money:
        return Money.zero(self.contents.currency)


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a step makes of a subscription, and the lines that it writes: see `Preview`."""

    contents: Contents
    running: RunningTerm | None
    terms_begun: int
    cycles: int | None
    items: tuple[PricedItem, ...] = ()
    credit: CreditAmounts | None = None
    billed: Period | None = None
    cut_on: date | None = None
    renewal: Renewal | None = None


def preview_of(kind: PreviewKind, subscribed: Subscribed, outcome: Outcome, on: date) -> Preview:
    """The outcome as a preview: the credit is used first, then the customer's balance."""
    nothing = Money.zero(outcome.contents.currency)
    preview = Preview(
        kind=kind,
        subscription=subscribed.number,
        status=subscribed.status,
        on=on,
        contents=outcome.contents,
        running=outcome.running,
        terms_begun=outcome.terms_begun,
        cycles=outcome.cycles,
        billed=outcome.billed,
        cut_on=outcome.cut_on,
        invoice=amounts_of(outcome.items, on) if outcome.items else None,
        credit=outcome.credit,
        balance_used=nothing,
        renewal=outcome.renewal,
    )
    return replace(preview, balance_used=min(preview.due_now, subscribed.balance or nothing))


def renewing(outcome: Outcome, waiting: Sequence[PricedItem] = ()) -> Outcome:
    """The outcome with the renewal at the end of its term, as prices are now, if there is one.

    `waiting` is what still waits to be charged with it.
    """
    running = outcome.running
    is_last = outcome.cycles is not None and outcome.terms_begun >= outcome.cycles
    if running is None or is_last:
        return outcome
    amount = term_price(outcome.contents, running.following, waiting)
    return replace(outcome, renewal=Renewal(running.following.start, amount))


def moment_to_decide(previewed_at: datetime, now: Moment) -> Moment:
    """From which moment on a step counts that was confirmed on a preview.

    From that of the preview while it is fresh, so that seconds do not make it outdated; never from
    another day, nor from a time to come.
    """
    age = now.at - previewed_at
    same_day = local_date(previewed_at, now.proration.zone) == now.day
    fresh = same_day and timedelta(0) <= age <= PREVIEW_LIFE
    return Moment(previewed_at, now.proration) if fresh else now


def check_fingerprint(preview: Preview, seen: str) -> None:
    """Raises `PreviewOutdated` unless this is what was seen."""
    if preview.fingerprint != seen:
        raise PreviewOutdated
