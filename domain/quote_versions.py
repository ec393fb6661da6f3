"""What a version of a quote offers: lines, some of them optional, and how two versions differ."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.articles import PricedItem, amounts_of
from domain.errors import Invalid
from domain.invoices import InvoiceAmounts
from domain.money import Money
from domain.words import N_


class NoSuchOption(Invalid):
    message = N_("Line {line} is not one that can be chosen.")


class NothingOffered(Invalid):
    message = N_("A quote needs a line that is not optional, or one that is chosen.")


@dataclass(frozen=True)
class OfferedLine:
    """A line by its place, from 1 on. `suggested` are optional ones that staff have ticked."""

    place: int
    item: PricedItem
    is_optional: bool = False
    is_suggested: bool = False


class LineChange(StrEnum):
    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True)
class Compared:
    """A line of the version before beside the one of the version after."""

    change: LineChange
    before: OfferedLine | None
    after: OfferedLine | None


def suggested(lines: Sequence[OfferedLine]) -> frozenset[int]:
    """The places of the optional lines that are chosen until somebody chooses otherwise."""
    return frozenset(each.place for each in lines if each.is_optional and each.is_suggested)


def chosen(lines: Sequence[OfferedLine], options: Collection[int]) -> tuple[OfferedLine, ...]:
    """What is accepted with these options. Raises `NoSuchOption` and `NothingOffered`."""
    optional = {each.place for each in lines if each.is_optional}
    for place in options:
        if place not in optional:
            raise NoSuchOption(line=place)
    taken = tuple(each for each in lines if not each.is_optional or each.place in options)
    if not taken:
        raise NothingOffered
    return taken


def offer_amounts(
    lines: Sequence[OfferedLine], options: Collection[int], on: date | None = None
) -> InvoiceAmounts:
    """What they come to with these options, at the taxes of a day or as they are.

    Raises as `chosen` does.
    """
    return amounts_of([each.item for each in chosen(lines, options)], on)


def carried_options(
    before: Sequence[OfferedLine], options: Collection[int], after: Sequence[OfferedLine]
) -> frozenset[int] | None:
    """The options with which the later version sells just what was bought of the one before.

    None if none do: a line that was bought costs otherwise or is gone, or another one has come.
    """
    left = [_sold(line) for line in chosen(before, options)]
    found: set[int] = set()
    for line in sorted(after, key=lambda each: each.is_optional):
        if _sold(line) in left:
            left.remove(_sold(line))
            found |= {line.place} if line.is_optional else set()
        elif not line.is_optional:
            return None
    now = frozenset(found)
    if left or offer_amounts(after, now).total != offer_amounts(before, options).total:
        return None
    return now


def compare(before: Sequence[OfferedLine], after: Sequence[OfferedLine]) -> tuple[Compared, ...]:
    """Two versions side by side, in the order of the later one; what was removed comes last.

    Lines are the same line when they are described alike; of several, in their order.
    """
    left = list(before)
    found: list[Compared] = []
    for line in after:
        match = next((each for each in left if _names(each) == _names(line)), None)
        if match is None:
            found.append(Compared(LineChange.ADDED, None, line))
            continue
        left.remove(match)
        change = LineChange.SAME if _terms(match) == _terms(line) else LineChange.CHANGED
        found.append(Compared(change, match, line))
    return (*found, *(Compared(LineChange.REMOVED, each, None) for each in left))


def _names(line: OfferedLine) -> str:
    return line.item.description.casefold()


def _sold(line: OfferedLine) -> tuple[str, int, Money, Money, str | None]:
    """What is bought with a line, whether it had to be chosen or not."""
    return (line.item.description, *_terms(line)[:-1])


def _terms(line: OfferedLine) -> tuple[int, Money, Money, str | None, bool]:
    item = line.item
    tax = item.tax.code if item.tax else None
    return item.quantity, item.unit_price, item.discount, tax, line.is_optional
