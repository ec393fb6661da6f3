"""What staff do to a subscription: looked at, confirmed, given as commands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from api.callers import SignedInStaff
from api.commands import Decided
from api.idempotency import checked_key
from api.problems import NotAllowed
from api.questions import DEEDS, Payload, action_of, check_may, look
from api.staff.changes.orders import Wish, give
from api.staff.views.subscriptions import find_subscription
from api.summaries import Summary
from domain.cancellations import CreditUnused, OpenInvoices
from domain.policy import Action
from domain.previews import PreviewKind
from storage.books import Books
from storage.subscriptions import SubscriptionRow


@dataclass(frozen=True)
class Errand:
    """What is told to which process without a preview, and who may."""

    process: str
    signal: str
    action: Action
    says: str


ERRANDS = {
    "withdraw": Errand(
        "subscription", "withdraw_change", Action.SUBSCRIPTION_EDIT, "withdraw the change"
    ),
    "schedule": Errand(
        "pause", "change_schedule", Action.SUBSCRIPTION_PAUSE, "other days for the pause"
    ),
    "delete": Errand("pause", "delete_schedule", Action.SUBSCRIPTION_PAUSE, "no days"),
    "keep": Errand("cancellation", "remove", Action.SUBSCRIPTION_UNSCHEDULE, "keep it"),
}

# What a cancellation gives away if staff choose so, by the right to do that by itself.
GIVEN_AWAY: Mapping[tuple[str, str], Action] = MappingProxyType(
    {
        ("credit", CreditUnused.PRORATE): Action.CREDIT_NOTE_ISSUE,
        ("open_invoices", OpenInvoices.WRITE_OFF): Action.INVOICE_WRITE_OFF,
    }
)


@dataclass(frozen=True)
class Checked:
    """What staff confirm: the summary, and everything that was typed before."""

    row: SubscriptionRow
    summary: Summary
    kept: Sequence[tuple[str, str]]

    @property
    def is_charged(self) -> bool:
        return self.row.auto_charge and self.row.payment_method is not None


async def preview(
    staff: SignedInStaff, books: Books, number: str, kind: PreviewKind, payload: Payload
) -> tuple[SubscriptionRow, Summary]:
    """Raises `NoSuchSubscription`, and whatever would refuse it."""
    row = await find_subscription(books, number)
    check_may(staff, action_of(kind, row.status))
    _check_given_away(staff, payload)
    return row, await look(staff, books, row, kind, payload)


async def do(
    staff: SignedInStaff, number: str, kind: PreviewKind, key: str, payload: Payload
) -> Decided:
    """Give the command. Raises `NoSuchSubscription`, `SwitchedOff` and `NotAllowed`."""
    deed = DEEDS[kind]
    row = await _row(staff, number)
    check_may(staff, action_of(kind, row.status))
    _check_given_away(staff, payload)
    wish = _wish(row, deed.process, deed.signal, f"{kind} the subscription", payload)
    return await give(staff, wish, checked_key(key))


def may_give_away(staff: SignedInStaff) -> frozenset[str]:
    """What staff may choose for a cancellation: by their rights, or as the preferences say."""
    preferred = {staff.preferences.cancel_credit_unused, staff.preferences.cancel_open_invoices}
    return frozenset(
        choice
        for (_, choice), right in GIVEN_AWAY.items()
        if choice in preferred or staff.may(right)
    )


def _check_given_away(staff: SignedInStaff, payload: Payload) -> None:
    """Raises `NotAllowed` for what is chosen without the right to do it by itself."""
    allowed = may_give_away(staff)
    for field, choice in GIVEN_AWAY:
        if payload.get(field) == choice and choice not in allowed:
            raise NotAllowed


async def tell(
    staff: SignedInStaff, number: str, errand: Errand, key: str, payload: Payload
) -> Decided:
    """Give a command that costs nothing. Raises `NoSuchSubscription`."""
    row = await _row(staff, number)
    wish = _wish(row, errand.process, errand.signal, errand.says, payload)
    return await give(staff, wish, checked_key(key))


def _wish(row: SubscriptionRow, process: str, signal: str, says: str, payload: Payload) -> Wish:
    return Wish(
        process=process,
        key=row.number,
        signal=signal,
        says=f"{says}: {row.number}",
        customer=row.customer,
        document=row.number,
        payload=payload,
    )


async def _row(staff: SignedInStaff, number: str) -> SubscriptionRow:
    async with staff.parts.open_books() as books:
        return await find_subscription(books, number)
