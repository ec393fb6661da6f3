"""Payment methods as their owner sees them: what each is charged for, and until when it is good."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from api.callers import Caller, SignedInContact
from api.portal import own
from domain.declines import decline
from domain.payment_methods import expires_before, expires_on
from domain.periods import local_date
from domain.policy import Action
from domain.set_ups import OPEN_SET_UP, SetUpStatus
from domain.subscriptions import ENDED
from domain.words import N_
from storage.books import Books
from storage.payment_methods import PaymentMethodRow
from storage.portal.subscriptions import SubscriptionSeen
from storage.set_ups import SetUpRow

_MOST = 1000
_SAID: dict[SetUpStatus, str] = {
    SetUpStatus.CREATED: N_("The page on which you give it is being opened."),
    SetUpStatus.WAITING: N_("You have not given a payment method yet. Nothing has changed."),
    SetUpStatus.SAVED: N_("Your payment method is saved."),
    SetUpStatus.CANCELLED: N_("No payment method was given. Nothing has changed."),
}


@dataclass(frozen=True)
class MethodSeen:
    """A saved method. `used_by` are the subscriptions that are charged to it."""

    row: PaymentMethodRow
    used_by: Sequence[SubscriptionSeen]
    has_expired: bool
    expires_first: bool

    @property
    def expires_on(self) -> date | None:
        return expires_on(self.row.facts)

    @property
    def is_needed(self) -> bool:
        """Whether something is charged to it by itself, so that it can only be replaced."""
        return any(each.row.auto_charge for each in self.used_by)


@dataclass(frozen=True)
class MethodsSeen:
    """Every saved method, the newest first; `wanted` is the subscription to choose one for."""

    methods: Sequence[MethodSeen]
    wanted: SubscriptionSeen | None
    may_edit: bool
    may_remove: bool


@dataclass(frozen=True)
class SetUpPage:
    """A method that is being given, in words. `is_waiting` while only we have to do something."""

    row: SetUpRow
    title: str
    text: str
    is_waiting: bool


async def methods_seen(contact: SignedInContact, books: Books, wanted: str = "") -> MethodsSeen:
    """Raises `NothingHere` for a subscription that is not the customer's."""
    rows = await books.payment_methods.of_customer(contact.customer.number)
    subscriptions = []
    if contact.may(Action.SUBSCRIPTION_VIEW):
        every = await own.subscriptions(contact, books).page(limit=_MOST)
        subscriptions = [each for each in every if each.row.status not in ENDED]
    return MethodsSeen(
        methods=[_seen(contact, row, subscriptions) for row in rows],
        wanted=await own.subscription(contact, books, wanted) if wanted else None,
        may_edit=contact.may(Action.PAYMENT_METHOD_EDIT),
        may_remove=contact.may(Action.PAYMENT_METHOD_REMOVE),
    )


def _seen(
    contact: SignedInContact, row: PaymentMethodRow, subscriptions: Sequence[SubscriptionSeen]
) -> MethodSeen:
    used_by = [each for each in subscriptions if each.row.payment_method == row.number]
    charged_on = [each.row.term_ends_on for each in used_by if each.row.auto_charge]
    today = local_date(contact.parts.clock.now(), contact.customer.time_zone)
    ends_on = expires_on(row.facts)
    return MethodSeen(
        row,
        used_by,
        has_expired=ends_on is not None and ends_on <= today,
        expires_first=any(day and expires_before(row.facts, day) for day in charged_on),
    )


def set_up_page(contact: Caller, row: SetUpRow) -> SetUpPage:
    """What is said of a method that is being given."""
    text = _SAID.get(row.status) or decline(row.failure_code).words
    title = N_("Payment method")
    if row.status is SetUpStatus.FAILED:
        title = N_("This payment method was not saved")
    asks = row.status in OPEN_SET_UP and row.act_at is not None
    looks_now = asks and row.act_at is not None and row.act_at <= contact.parts.clock.now()
    return SetUpPage(
        row,
        title=contact.say(title),
        text=contact.say(text),
        is_waiting=row.status is SetUpStatus.CREATED or looks_now,
    )
