"""The form of an invariant, and of what offends it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Invariant:
    """A sentence that is true, and a query for the rows of which it is not.

    The query gives one column, what to look at; it may name `:an_hour_ago` and `:five_minutes_ago`.
    `parks`: whether whose number is in it is not charged by itself until staff have looked.
    """

    name: str
    says: str
    query: str
    parks: bool = True


@dataclass(frozen=True)
class Offence:
    """Something in the books that offends an invariant."""

    invariant: str
    what: str
    parks: bool = True
