"""A payment method's life: given on the processor's page, used, reminded of, expired, removed."""

from datetime import datetime
from typing import TYPE_CHECKING

from temporalio import activity

from activities.contracts import Clock, Decide, StepDue
from activities.messages import Mail, queue_mail
from activities.payment_methods import (
    is_charged,
    make_default,
    own_method,
    remove_method,
    replace_method,
    use_for_all,
    use_method,
)
from activities.permissions import check_switched_on, used_link
from activities.process import Decision, ProcessActivities
from domain.messages import MailKind
from domain.payment_methods import check_not_expired, expires_on, expiry_reminder_on
from domain.periods import instant, local_date
from domain.set_ups import OPEN_SET_UP, SET_UP_LIFECYCLE, SetUpStatus
from domain.subscriptions import ENDED, NoSuchSubscription, SubscriptionHasEnded

if TYPE_CHECKING:
    from storage.books import Books
    from storage.commands import CommandRow
    from storage.payment_methods import PaymentMethodRow
    from storage.set_ups import SetUpRow

OPEN_PAGE, LOOK, CLOSE_PAGE = "open_page", "look", "close_page"
REMIND, EXPIRE = "remind", "expire"


class MethodActivities(ProcessActivities):
    @activity.defn
    async def method_clock(self, number: str) -> Clock:
        """What is due next for this payment method, and when."""
        return await self._in_books(lambda books: method_clock_of(books, number))

    @activity.defn
    async def decide_method(self, decide: Decide) -> Clock:
        """Apply the command or note its refusal. A command decided before is left alone."""
        return await self._decide(decide, _DECISIONS, method_clock_of)

    @activity.defn
    async def take_method_step(self, due: StepDue) -> Clock:
        """Remind that it expires, or note that it has, unless the books say otherwise by now."""

        async def work(books: "Books") -> Clock:
            found = await books.payment_methods.get(due.key)
            await books.customers.lock(found.customer)
            method = await books.payment_methods.lock(due.key)
            clock = await method_clock_of(books, due.key)
            if due.has_come(clock):
                await _STEPS[due.step](books, method, due.as_of)
                await books.flush()
            return await method_clock_of(books, due.key)

        return await self._in_books(work)


async def method_clock_of(books: "Books", number: str) -> Clock:
    """What is due next for this payment method, and when."""
    set_up = await books.set_ups.find(number)
    if set_up and (set_up.status in OPEN_SET_UP or set_up.act_at):
        return _set_up_clock(set_up)
    method = await books.payment_methods.find(number)
    if method is None:
        state = set_up.status if set_up else "refused"
        return Clock(state, f"It has ended: {state}.", over=True)
    return await _life_clock(books, method)


def _set_up_clock(set_up: "SetUpRow") -> Clock:
    if set_up.status is SetUpStatus.CREATED:
        says = "The processor's page is being opened."
        return Clock(set_up.status, says, step=OPEN_PAGE, at=set_up.act_at)
    says = "The customer is on the processor's page."
    closes = set_up.expires_at
    if set_up.act_at and (closes is None or set_up.act_at < closes):
        return Clock(set_up.status, says, step=LOOK, at=set_up.act_at)
    return Clock(set_up.status, says, step=CLOSE_PAGE, at=set_up.act_at or closes)


async def _life_clock(books: "Books", method: "PaymentMethodRow") -> Clock:
    facts = method.facts
    ends_on = expires_on(facts)
    if method.removed_at or method.expired_at or ends_on is None:
        state = "removed" if method.removed_at else "expired" if method.expired_at else "saved"
        return Clock(state, f"Nothing more happens by itself: it is {state}.", over=True)
    organisation = await books.organisations.get()
    customer = await books.customers.get(method.customer)
    preferences = await books.organisations.preferences()
    remind_on = expiry_reminder_on(facts, preferences.methods_expiry_notice_days)
    given_on = local_date(method.created_at, customer.time_zone)
    if remind_on and remind_on > given_on and method.reminded_at is None:
        at = instant(remind_on, organisation.run_hour, customer.time_zone)
        return Clock("saved", f"It is reminded of on {remind_on}.", step=REMIND, at=at)
    at = instant(ends_on, organisation.run_hour, customer.time_zone)
    return Clock("saved", f"It expires on {ends_on}.", step=EXPIRE, at=at)


async def _remind(books: "Books", method: "PaymentMethodRow", at: datetime) -> None:
    """Only of what is still charged, and not after it has expired."""
    method.reminded_at = at
    ends_on = expires_on(method.facts)
    customer = await books.customers.get(method.customer)
    if ends_on and local_date(at, customer.time_zone) < ends_on:
        await _tell_owner(books, method, MailKind.METHOD_EXPIRING, at)


async def _expire(books: "Books", method: "PaymentMethodRow", at: datetime) -> None:
    method.expired_at = at
    preferences = await books.organisations.preferences()
    if preferences.methods_expiry_notice_days:
        await _tell_owner(books, method, MailKind.METHOD_EXPIRED, at)


async def _tell_owner(
    books: "Books", method: "PaymentMethodRow", kind: MailKind, at: datetime
) -> None:
    if not await is_charged(books, method):
        return
    facts = {"method": method.label, "expires_on": expires_on(method.facts)}
    mail = Mail(kind, method.customer, about=method.number, document=method.number, facts=facts)
    await queue_mail(books, mail, at)


async def _set_up(books: "Books", command: "CommandRow", at: datetime) -> None:
    """Somebody wants to give a method: the page is opened next."""
    customer = command.customer or ""
    await books.customers.lock(customer)
    preferences = await books.organisations.preferences()
    check_switched_on(command, preferences.edit_payment_methods)
    replaces, subscription = command.payload.get("replaces"), command.payload.get("subscription")
    if replaces:
        await own_method(books, customer, replaces)
    if subscription:
        await _check_goes_on(books, customer, subscription)
    books.set_ups.new(
        number=command.key,
        customer=customer,
        status=SetUpStatus.CREATED,
        replaces=replaces,
        subscription=subscription,
        for_all=bool(command.payload.get("for_all")),
        make_default=bool(command.payload.get("make_default")),
        link=used_link(command),
        created_at=at,
    )
    await books.flush()


async def _look_now(books: "Books", command: "CommandRow", at: datetime) -> None:
    """The customer is back, or the processor says something: that is a hint to ask."""
    set_up = await books.set_ups.find(command.key)
    if set_up and not SET_UP_LIFECYCLE.is_final(set_up.status):
        set_up.act_at = at
        if set_up.expires_at is None or set_up.expires_at <= at:
            set_up.expires_at = None


async def _abandon(books: "Books", command: "CommandRow", at: datetime) -> None:
    """Nobody will give anything here any more: the page is closed."""
    set_up = await books.set_ups.lock(command.key)
    if set_up.status in OPEN_SET_UP:
        set_up.expires_at, set_up.act_at = at, None


async def _own(books: "Books", command: "CommandRow") -> "PaymentMethodRow":
    """The method that is changed, held. Raises `SwitchedOff` and `NoSuchMethod`."""
    await books.customers.lock(command.customer)
    preferences = await books.organisations.preferences()
    check_switched_on(command, preferences.edit_payment_methods)
    return await own_method(books, command.customer or "", command.key)


async def _usable(books: "Books", command: "CommandRow", at: datetime) -> "PaymentMethodRow":
    """As `_own`; raises `MethodHasExpired` as well."""
    method = await _own(books, command)
    customer = await books.customers.get(method.customer)
    check_not_expired(method.facts, local_date(at, customer.time_zone))
    return method


async def _make_default(books: "Books", command: "CommandRow", at: datetime) -> None:
    await make_default(books, await _usable(books, command, at), at)


async def _assign(books: "Books", command: "CommandRow", at: datetime) -> None:
    """Charge one subscription to it from now on, or every one that is not over."""
    method = await _usable(books, command, at)
    subscription = command.payload.get("subscription")
    if subscription:
        await _check_goes_on(books, method.customer, subscription)
        await use_method(books, [subscription], method, at)
    else:
        await use_for_all(books, method, at)


async def _remove(books: "Books", command: "CommandRow", at: datetime) -> None:
    """Refused while it is charged for something that goes on, unless another takes its place."""
    method = await _own(books, command)
    instead = command.payload.get("replacement")
    if instead:
        other = await own_method(books, method.customer, instead)
        customer = await books.customers.get(method.customer)
        check_not_expired(other.facts, local_date(at, customer.time_zone))
        await replace_method(books, method, other, at)
    else:
        await remove_method(books, method, at)


async def _check_goes_on(books: "Books", customer: str, number: str) -> None:
    subscription = await books.subscriptions.find(number)
    if subscription is None or subscription.customer != customer:
        raise NoSuchSubscription(subscription=number)
    if subscription.status in ENDED:
        raise SubscriptionHasEnded


_STEPS = {REMIND: _remind, EXPIRE: _expire}
_DECISIONS: dict[str, Decision] = {
    "set_up": _set_up,
    "returned": _look_now,
    "gateway_event": _look_now,
    "abandon": _abandon,
    "make_default": _make_default,
    "assign": _assign,
    "remove": _remove,
}
