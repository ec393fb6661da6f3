"""Payments that come back: what of them was still there, and what had been given back before.

A bank takes back what it took, and does not ask whether the customer was refunded meanwhile. Then
the customer has the money twice, and we have lost it once.
"""

from dataclasses import dataclass

from domain.money import Money


@dataclass(frozen=True)
class Returned:
    """`reopened` is owed again, `excess` was credit, `twice` had gone back before."""

    reopened: Money
    excess: Money
    twice: Money

    @property
    def taken(self) -> Money:
        """What the bank took."""
        return self.reopened + self.excess + self.twice


def returned(taken: Money, *, left: Money, applied: Money) -> Returned:
    """What it means that a bank takes so much back.

    `left` is what of the payment was not given back, `applied` what of that is on invoices.
    """
    held = min(taken, left)
    reopened = min(applied, held)
    return Returned(reopened, held - reopened, taken - held)


def regained(refund: Money, *, taken: Money, left: Money) -> Money:
    """What of a refund that did not go out the customer had from the bank: it is lost no more.

    `left` is what is left of the payment with this refund taken off.
    """
    return min(refund, returned(taken, left=left, applied=left).twice)
