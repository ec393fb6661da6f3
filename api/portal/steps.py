"""Steps: what a customer does to a subscription, looked at first, given once."""

from dataclasses import dataclass

from api.callers import SignedInContact
from api.commands import Check, Order
from api.idempotency import checked_key
from api.portal import own
from api.questions import DEEDS, Payload, action_of, check_may, count_coupon
from api.questions import look as look_at
from api.summaries import Summary
from domain.policy import Action
from domain.previews import PreviewKind
from domain.trials import TrialStatus
from storage.books import Books
from storage.portal.subscriptions import SubscriptionSeen


@dataclass(frozen=True)
class Errand:
    """What is told to which process, in words without personal data."""

    process: str
    signal: str
    says: str


ERRANDS = {
    "withdraw_change": Errand("subscription", "withdraw_change", "withdraw the change"),
    "change_schedule": Errand("pause", "change_schedule", "other days for the pause"),
    "delete_schedule": Errand("pause", "delete_schedule", "no days for the pause"),
    "remove": Errand("cancellation", "remove", "remove the cancellation"),
}


def errand_of(kind: PreviewKind) -> Errand:
    deed = DEEDS[kind]
    return Errand(deed.process, deed.signal, f"{kind} the subscription")


def right_of(kind: PreviewKind, seen: SubscriptionSeen) -> Action:
    """What one must be allowed to do for it, as the subscription stands."""
    in_trial = seen.trial is not None and seen.trial.status is TrialStatus.RUNNING
    return action_of(kind, seen.row.status, in_trial=in_trial)


async def look(
    contact: SignedInContact, number: str, kind: PreviewKind, payload: Payload
) -> tuple[SubscriptionSeen, Summary]:
    """The subscription and what the step would come to. Raises whatever would refuse it."""
    async with contact.parts.open_books() as books:
        seen = await own.subscription(contact, books, number)
        check_may(contact, right_of(kind, seen))
        return seen, await look_at(contact, books, seen.row, kind, payload)


def order(
    contact: SignedInContact, number: str, errand: Errand, key: str, payload: Payload
) -> Order:
    """The command. Raises `IdempotencyKeyMissing`."""
    return Order(
        idempotency_key=checked_key(key),
        route=f"{errand.process}/{errand.signal}",
        process=errand.process,
        key=number,
        signal=errand.signal,
        says=f"{errand.says}: {number}",
        customer=contact.customer.number,
        document=number,
        payload=payload,
    )


def check(contact: SignedInContact, number: str, payload: Payload, kind: PreviewKind) -> Check:
    """What is asked of the books before it is accepted: whose it is, and who may."""

    async def check_it(books: Books) -> None:
        seen = await own.subscription(contact, books, number)
        check_may(contact, right_of(kind, seen))
        count_coupon(contact, seen.row, payload)

    return check_it
