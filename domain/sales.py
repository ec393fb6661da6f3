"""Sales: what a subscription needs before it can be written down."""

from domain.errors import Conflict, Invalid, NotFound
from domain.words import N_


class QuantityNotPositive(Invalid):
    message = N_("A subscription is to at least one unit.")


class NoSuchMethod(NotFound):
    message = N_("{customer} has no payment method {method}.")


class SubscriptionReferenceTaken(Conflict):
    message = N_("Subscription {subscription} has the reference “{reference}” already.")


def check_quantity(quantity: int) -> None:
    """Raises `QuantityNotPositive`."""
    if quantity < 1:
        raise QuantityNotPositive
