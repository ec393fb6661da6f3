"""What a version offers, with and without its options, and how two versions differ."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.invoice_drafts import WrittenLine, written_item
from domain.money import Money
from domain.quote_versions import (
    LineChange,
    NoSuchOption,
    NothingOffered,
    OfferedLine,
    carried_options,
    chosen,
    compare,
    offer_amounts,
    suggested,
)
from tests.domain.examples import day, eur
from tests.domain.sold import VAT

TODAY = day("2026-02-20")


def line(
    place: int, text: str, price: str = "100.00", *, quantity: int = 1, optional: bool = False
) -> OfferedLine:
    written = WrittenLine(text, quantity, eur(price), eur("0.00"))
    return OfferedLine(place, written_item(written, VAT), is_optional=optional)


DESIGN, BUILD = line(1, "Design", "400.00"), line(2, "Build", "600.00")
TRAINING = line(3, "Training", "150.00", optional=True)


def test_optional_lines_count_only_when_they_are_chosen() -> None:
    lines = [DESIGN, BUILD, TRAINING]
    assert offer_amounts(lines, (), TODAY).total == eur("1200.00")
    assert offer_amounts(lines, {3}, TODAY).total == eur("1380.00")


def test_what_staff_suggest_is_chosen_at_first() -> None:
    lines = [DESIGN, replace(TRAINING, is_suggested=True), replace(BUILD, is_suggested=True)]
    assert suggested(lines) == {3}


@pytest.mark.parametrize(
    ("after", "options"),
    [
        ([DESIGN, BUILD, TRAINING], {3}),
        ([line(1, "Extra", optional=True), replace(TRAINING, place=2), DESIGN, BUILD], {2}),
        ([replace(DESIGN, is_optional=True), BUILD, replace(TRAINING, is_optional=False)], {1}),
        ([DESIGN, BUILD, TRAINING, replace(TRAINING, place=4)], {3}),
        ([DESIGN, BUILD], None),
        ([DESIGN, BUILD, TRAINING, line(4, "Extra", "0.00")], None),
        ([line(1, "Design", "600.00"), line(2, "Build", "400.00"), TRAINING], None),
        ([DESIGN, BUILD, line(3, "Support", "150.00", optional=True)], None),
    ],
)
def test_an_acceptance_is_carried_to_just_the_lines_that_were_bought(
    after: list[OfferedLine], options: set[int] | None
) -> None:
    assert carried_options([DESIGN, BUILD, TRAINING], [3], after) == options


@pytest.mark.parametrize("place", [1, 4])
def test_only_optional_lines_can_be_chosen(place: int) -> None:
    with pytest.raises(NoSuchOption):
        chosen([DESIGN, BUILD, TRAINING], {place})


def test_something_has_to_be_bought() -> None:
    with pytest.raises(NothingOffered):
        chosen([TRAINING], ())
    assert chosen([TRAINING], {3}) == (TRAINING,)


def test_two_versions_stand_side_by_side() -> None:
    dearer = replace(line(1, "build", "650.00"), place=1)
    support = line(2, "Support")
    compared = compare([DESIGN, BUILD, TRAINING], [dearer, support, replace(TRAINING, place=3)])
    assert [(each.change, each.before, each.after) for each in compared] == [
        (LineChange.CHANGED, BUILD, dearer),
        (LineChange.ADDED, None, support),
        (LineChange.SAME, TRAINING, TRAINING),
        (LineChange.REMOVED, DESIGN, None),
    ]


def test_lines_that_are_called_alike_are_compared_in_their_order() -> None:
    before = [line(1, "Day", "100.00"), line(2, "Day", "200.00")]
    after = [line(1, "Day", "100.00"), line(2, "Day", "250.00"), line(3, "Day", "300.00")]
    changes = [each.change for each in compare(before, after)]
    assert changes == [LineChange.SAME, LineChange.CHANGED, LineChange.ADDED]


_LINES = st.lists(
    st.tuples(st.sampled_from(["Design", "Build", "Day"]), st.integers(1, 5)), max_size=6
)


@given(_LINES, _LINES)
def test_no_line_is_lost_in_a_comparison(
    before: list[tuple[str, int]], after: list[tuple[str, int]]
) -> None:
    left = [line(place, text, quantity=many) for place, (text, many) in enumerate(before, 1)]
    right = [line(place, text, quantity=many) for place, (text, many) in enumerate(after, 1)]
    compared = compare(left, right)
    assert [each.after for each in compared if each.after] == right
    assert sorted(each.before.place for each in compared if each.before) == [
        each.place for each in left
    ]
    assert all(each.change is LineChange.SAME for each in compare(left, left))


@given(st.sets(st.integers(1, 6)))
def test_each_option_adds_its_price(places: set[int]) -> None:
    base = line(7, "Base", "10.00")
    options = [line(place, f"Option {place}", "10.00", optional=True) for place in range(1, 7)]
    total = offer_amounts([base, *options], places, TODAY).subtotal
    assert total == Money(1000, "EUR") * (1 + len(places))
