"""Changes of what a subscription consists of: planned, scheduled, paid for, done."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from activities.announcements import Happened, announce, announce_not_done, news_of
from activities.catalogues import catalogue_of
from activities.conversions import convert
from activities.invoices import discard_draft
from activities.parking import collect
from activities.pending_changes import Asked, finish, pay_first, replace_pending, schedule
from activities.process import Told, tell
from activities.reactivations import go_on_again, plan_reactivation
from activities.subscribed import moment_of, subscribed_of
from activities.terms import draft_of, enact, take_contents, tell_begun
from domain.changes import (
    Change,
    ChangeWhen,
    check_billed_here,
    check_editable,
    check_no_extras,
    trial_end_after_change,
)
from domain.contents import Contents
from domain.edit_rules import EditRules, TrialBehaviour, check_change, takes_effect
from domain.errors import BillingError
from domain.invoices import PaymentUnderWay
from domain.pending_changes import ChangeStatus
from domain.periods import local_date
from domain.previews import (
    Preview,
    PreviewKind,
    change_preview,
    trial_ending_change_preview,
    waiting_change_preview,
)
from domain.subscriptions import SubscriptionStatus
from domain.trials import TRIAL_LIFECYCLE, TrialEvent
from domain.wishes import offer

if TYPE_CHECKING:
    from domain.proration import Moment
    from storage.books import Books
    from storage.changes import ChangeRow
    from storage.invoices import InvoiceRow
    from storage.subscriptions import SubscriptionRow
    from storage.trials import TrialRow


@dataclass(frozen=True)
class Planned:
    """A change as it will be done, what it comes to, and whether it ends a trial."""

    change: Change
    preview: Preview
    ends_trial: bool = False

    @property
    def waits(self) -> bool:
        """Whether it is done at the end of the term that runs."""
        return self.change.when is ChangeWhen.END_OF_TERM and self.preview.running is not None


async def plan_change(
    books: "Books",
    subscription: "SubscriptionRow",
    asked: Asked,
    rules: EditRules,
    *,
    redeems: bool = False,
) -> Planned:
    """What the change would be. Writes nothing; `redeems` holds its coupon.

    Raises what `check_editable`, `offer` and `check_change` raise.
    """
    check_editable(subscription.status)
    moment = await moment_of(books, subscription, asked.counts_from)
    subscribed = await subscribed_of(books, subscription, moment.day)
    sold = await catalogue_of(books, subscription, asked.wish, moment.day, redeems=redeems)
    offered = offer(asked.wish, sold)
    wished = Change(offered.contents, asked.when, offered.extras)
    check_change(subscribed.contents, wished, rules)
    change = takes_effect(subscribed.contents, wished, rules)
    if subscription.status is SubscriptionStatus.LIVE:
        check_billed_here(change, subscribed.contents, lines=len(subscribed.charged))
        return Planned(change, change_preview(subscribed, change, moment))
    trial = await books.trials.find(subscription.number)
    begins_at = _begins_at(subscription, trial, change, moment)
    ends = change.when is ChangeWhen.IMMEDIATE and rules.trial is TrialBehaviour.END
    if trial and (ends or begins_at <= moment.at):
        preview = trial_ending_change_preview(subscribed, change, moment)
        return Planned(change, preview, ends_trial=True)
    check_no_extras(change)
    begins_on = local_date(begins_at, moment.proration.zone)
    return Planned(change, waiting_change_preview(subscribed, change, begins_on, moment))


def _begins_at(
    subscription: "SubscriptionRow", trial: "TrialRow | None", change: Change, moment: "Moment"
) -> datetime:
    """When the first paid term begins: a trial is as long as its new plan has it."""
    if trial is None:
        return subscription.starts_at
    return trial_end_after_change(trial.started_at, change.contents.plan.trial_days, moment.at)


async def carry_out(
    books: "Books", subscription: "SubscriptionRow", asked: Asked, planned: Planned, at: datetime
) -> None:
    """Schedule it, charge for it first, or do it. A newer change takes the place of an older."""
    asked = replace(asked, when=planned.change.when)
    await replace_pending(books, subscription, at)
    if planned.waits:
        await schedule(books, subscription, asked, at)
        return
    await _check_nothing_is_being_paid(books, subscription)
    draft = await pay_first(books, subscription, asked, planned.preview, at)
    if draft is None:
        if asked.wish.coupon:
            await books.coupons.redeem(asked.wish.coupon, subscription.number, at)
        await _do(books, subscription, planned, at)
    elif planned.ends_trial:
        trial = await books.trials.lock(subscription.number)
        trial.status = TRIAL_LIFECYCLE.advance(trial.status, TrialEvent.BEGIN_CONVERSION)
        trial.conversion = draft.id
        await _tell_trial(books, subscription, at)


async def _check_nothing_is_being_paid(books: "Books", subscription: "SubscriptionRow") -> None:
    """What may yet fail to be paid cannot be given back. Raises `PaymentUnderWay`."""
    found = await books.invoices.outstanding_of(subscription.number)
    if await books.payments.open_attempt([each.id for each in found]):
        raise PaymentUnderWay


async def _do(
    books: "Books", subscription: "SubscriptionRow", planned: Planned, at: datetime
) -> None:
    """Nothing has to be paid first."""
    if planned.ends_trial:
        trial = await books.trials.lock(subscription.number)
        draft = await draft_of(books, subscription, planned.preview, at)
        await take_contents(books, subscription, planned.change.contents)
        await convert(books, subscription, trial, draft, at)
        await _tell_trial(books, subscription, at)
        return
    invoice = await enact(books, subscription, planned.preview, at)
    if subscription.status is SubscriptionStatus.TRIAL:
        await _move_trial(books, subscription, planned, at)
    if invoice:
        await collect(books, subscription, invoice, at)
    await announce(books, subscription, news_of(Happened.CHANGED, planned.preview), at)


async def _move_trial(
    books: "Books", subscription: "SubscriptionRow", planned: Planned, at: datetime
) -> None:
    """A trial that goes on is as long as its new plan has it."""
    trial = await books.trials.lock(subscription.number)
    trial.days = planned.change.contents.plan.trial_days
    trial.ends_at = trial_end_after_change(trial.started_at, trial.days, at)
    trial.reminded_at = None
    await _tell_trial(books, subscription, at)


async def _tell_trial(books: "Books", subscription: "SubscriptionRow", at: datetime) -> None:
    number, says = subscription.number, "the plan has changed"
    await tell(books, Told("trial", number, subscription.customer, "plan_changed", says), at)


async def change_paid(books: "Books", draft: "InvoiceRow", at: datetime) -> Contents | None:
    """The charge that a change waited for has succeeded: it is done.

    What it makes of a trial is done by the trial's own conversion: then it is what the subscription
    consists of from now on. A change that cannot be done any more leaves the money to the customer.
    """
    row = await books.changes.paid_by(draft.id)
    if row is None:
        return None
    subscription = await books.subscriptions.lock(row.subscription)
    try:
        return await _finish_paid(books, subscription, row, draft, at)
    except BillingError as why:
        await _give_up(books, row, draft, type(why).__name__, at)
        return None


async def _finish_paid(
    books: "Books",
    subscription: "SubscriptionRow",
    row: "ChangeRow",
    draft: "InvoiceRow",
    at: datetime,
) -> Contents | None:
    asked = Asked(row.kind, row.wish, row.change_when, row.counts_from, row.cycles)
    if row.kind is PreviewKind.REACTIVATE:
        again = await plan_reactivation(books, subscription, asked, may_edit=True)
        await finish(books, row, ChangeStatus.APPLIED, at)
        await go_on_again(books, subscription, again, draft, at)
        await tell_settled(books, subscription, at)
        return None
    ends_trial = await books.trials.converting(draft.id) is not None
    rules = EditRules(trial=TrialBehaviour.END if ends_trial else TrialBehaviour.CONTINUE)
    planned = await plan_change(books, subscription, asked, rules)
    await finish(books, row, ChangeStatus.APPLIED, at)
    if planned.ends_trial:
        return planned.change.contents
    await enact(books, subscription, planned.preview, at, draft)
    await tell_settled(books, subscription, at)
    await announce(books, subscription, news_of(Happened.CHANGED, planned.preview), at)
    return None


async def change_declined(books: "Books", draft: "InvoiceRow", at: datetime) -> None:
    """The charge that a change waited for was declined: everything stays as it was."""
    row = await books.changes.paid_by(draft.id)
    if row:
        await _give_up(books, row, draft, "declined", at)


async def _give_up(
    books: "Books", row: "ChangeRow", draft: "InvoiceRow", reason: str, at: datetime
) -> None:
    """The draft of a trial that is converting is its own: see `conversion_failed`."""
    subscription = await books.subscriptions.lock(row.subscription)
    if not await books.trials.converting(draft.id):
        discard_draft(draft)
    await finish(books, row, ChangeStatus.DECLINED, at)
    await tell_settled(books, subscription, at)
    await announce_not_done(books, subscription, row, reason, at)


async def tell_settled(books: "Books", subscription: "SubscriptionRow", at: datetime) -> None:
    """Whoever waited for the payment of a change looks at the clock again."""
    await tell_begun(books, subscription, at)
    if await books.pauses.open_of(subscription.number):
        number, says = subscription.number, "the term may have moved"
        await tell(books, Told("pause", number, subscription.customer, "term_moved", says), at)
