"""The statement of accounts: opening, movements and closing always agree, in any two ranges."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.date_ranges import (
    DateRange,
    DaysAhead,
    DaysMissing,
    DaysTheWrongWayRound,
    Preset,
    TooManyDays,
    from_to,
    preset,
)
from domain.money import Money
from domain.statements import (
    Age,
    Movement,
    MovementKind,
    OpenItem,
    Standing,
    age,
    ageing,
    kind_of,
    reconciled,
    statement,
)
from tests.domain.examples import day, eur

JANUARY = DateRange(day("2026-01-01"), day("2026-01-31"))


def moved(on: str, kind: MovementKind, document: str, amount: str) -> Movement:
    return Movement(on=day(on), kind=kind, document=document, amount=eur(amount))


def test_tv_86_a_month_from_its_opening_to_its_closing() -> None:
    told = statement(
        JANUARY,
        Standing(opening=eur("60.00"), owed=eur("0.00")),
        [
            moved("2026-01-25", MovementKind.REFUND, "PAY-3", "50.00"),
            moved("2026-01-05", MovementKind.INVOICE, "INV-2", "250.00"),
            moved("2026-01-20", MovementKind.PAYMENT, "PAY-3", "-300.00"),
            moved("2026-01-10", MovementKind.CREDIT_NOTE, "CN-1", "-30.00"),
            moved("2026-01-12", MovementKind.PAYMENT, "PAY-2", "-60.00"),
        ],
        [],
    )

    assert told.opening == eur("60.00")
    assert [str(line.balance.decimal) for line in told.lines] == [
        "310.00",
        "280.00",
        "220.00",
        "-80.00",
        "-30.00",
    ]
    assert told.closing == eur("-30.00")
    assert (told.owed, told.credit) == (eur("0.00"), eur("30.00"))
    assert (told.charged, told.settled) == (eur("300.00"), eur("390.00"))


def test_one_day_is_told_in_the_order_of_its_kinds_and_then_by_number() -> None:
    day_of = "2026-01-05"
    told = statement(
        JANUARY,
        Standing(eur("0"), eur("30.00")),
        [
            moved(day_of, MovementKind.REFUND, "PAY-1", "1.00"),
            moved(day_of, MovementKind.PAYMENT, "PAY-2", "-1.00"),
            moved(day_of, MovementKind.CREDIT_NOTE, "CN-1", "-1.00"),
            moved(day_of, MovementKind.INVOICE, "INV-2", "1.00"),
            moved(day_of, MovementKind.INVOICE, "INV-1", "1.00"),
        ],
        [],
    )

    assert [line.movement.document for line in told.lines] == [
        "INV-1",
        "INV-2",
        "CN-1",
        "PAY-2",
        "PAY-1",
    ]


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        ("2026-03-31", Age.CURRENT),
        ("2026-04-30", Age.CURRENT),
        ("2026-03-30", Age.UP_TO_30),
        ("2026-03-01", Age.UP_TO_30),
        ("2026-02-28", Age.UP_TO_60),
        ("2026-01-30", Age.UP_TO_60),
        ("2026-01-29", Age.UP_TO_90),
        ("2025-12-31", Age.UP_TO_90),
        ("2025-12-30", Age.OLDER),
    ],
)
def test_tv_89_ages_do_not_overlap(due: str, expected: Age) -> None:
    assert age(OpenItem("INV-1", day(due), eur("1.00")), day("2026-03-31")) is expected


def test_what_has_no_due_date_is_current() -> None:
    assert age(OpenItem("", None, eur("1.00")), day("2026-03-31")) is Age.CURRENT


@pytest.mark.parametrize(
    ("document", "word", "amount", "expected"),
    [
        ("INV-000001", "issued", "1.00", MovementKind.INVOICE),
        ("INV-000001", "carried over X-1", "1.00", MovementKind.INVOICE),
        ("INV-000001", "written off", "-1.00", MovementKind.WRITE_OFF),
        ("INV-000001", "restored", "1.00", MovementKind.RESTORED),
        ("INV-000001", "restored 2", "1.00", MovementKind.RESTORED),
        ("INV-000001", "written off 2", "-1.00", MovementKind.WRITE_OFF),
        ("RF-000001", "requested", "1.00", MovementKind.REFUND),
        ("RF-000001", "failed", "-1.00", MovementKind.REFUND_FAILED),
        ("CN-000001", "issued", "-1.00", MovementKind.CREDIT_NOTE),
        ("CN-000001", "refunded", "1.00", MovementKind.REFUND),
        ("PAY-000001", "received", "-1.00", MovementKind.PAYMENT),
        ("PAY-000001", "returned", "1.00", MovementKind.RETURNED),
        ("PAY-000001", "refunded", "1.00", MovementKind.REFUND),
        ("XYZ-000001", "something", "1.00", MovementKind.OTHER),
    ],
)
def test_a_movement_has_the_kind_of_its_document(
    document: str, word: str, amount: str, expected: MovementKind
) -> None:
    assert kind_of(document, word, eur(amount)) is expected


def test_open_items_add_up_to_what_is_owed() -> None:
    old = OpenItem("INV-1", day("2026-01-01"), eur("100.00"))
    new = OpenItem("INV-2", day("2026-02-01"), eur("50.00"))

    assert reconciled([new, old], eur("150.00")) == [old, new]
    assert reconciled([new, old], eur("30.00")) == [OpenItem("INV-2", new.due_on, eur("30.00"))]
    assert reconciled([old], eur("120.00")) == [old, OpenItem("", None, eur("20.00"))]


days = st.dates(date(2020, 1, 1), date(2030, 12, 31))
amounts = st.integers(-(10**6), 10**6).map(lambda minor_units: Money(minor_units, "EUR"))
movements = st.lists(
    st.builds(
        Movement,
        on=days,
        kind=st.sampled_from(MovementKind),
        document=st.text("0123456789", min_size=1, max_size=3),
        amount=amounts,
    ),
    max_size=30,
)


def standing_before(history: Sequence[Movement], day_of: date) -> Standing:
    opening = sum((m.amount for m in history if m.on < day_of), start=eur("0"))
    return Standing(opening, eur("0"))


@given(movements, st.lists(days, min_size=2, max_size=6, unique=True).map(sorted))
def test_tv_87_a_range_opens_where_the_one_before_it_closed(
    history: Sequence[Movement], edges: Sequence[date]
) -> None:
    closing = None
    for first, following in pairwise(edges):
        span = DateRange(first, following - timedelta(days=1))
        within = [m for m in history if m.on in span]
        told = statement(span, standing_before(history, first), within, [])
        assert closing is None or told.opening == closing
        assert told.closing == told.opening + told.charged - told.settled
        closing = told.closing


items = st.lists(
    st.builds(
        OpenItem,
        document=st.text("0123456789", min_size=1, max_size=3),
        due_on=st.none() | days,
        amount=st.integers(1, 10**6).map(lambda minor_units: Money(minor_units, "EUR")),
    ),
    max_size=12,
)


@given(items, st.integers(0, 10**7).map(lambda minor_units: Money(minor_units, "EUR")), days)
def test_the_ages_add_up_to_what_is_owed(listed: Sequence[OpenItem], owed: Money, on: date) -> None:
    aged = ageing(reconciled(listed, owed), on, "EUR")

    assert sum(aged.values(), start=eur("0")) == owed
    assert all(amount >= eur("0") for amount in aged.values())


TODAY = day("2026-08-19")


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        (Preset.THIS_MONTH, "2026-08-01", "2026-08-19"),
        (Preset.LAST_MONTH, "2026-07-01", "2026-07-31"),
        (Preset.THIS_QUARTER, "2026-07-01", "2026-08-19"),
        (Preset.THIS_YEAR, "2026-01-01", "2026-08-19"),
    ],
)
def test_ranges_that_have_a_name(name: Preset, first: str, last: str) -> None:
    assert preset(name, TODAY) == DateRange(day(first), day(last))


def test_last_month_of_january_is_december() -> None:
    assert preset(Preset.LAST_MONTH, day("2026-01-31")) == DateRange(
        day("2025-12-01"), day("2025-12-31")
    )


def test_a_range_of_ones_own_goes_until_today_at_most() -> None:
    assert from_to(day("2026-08-01"), day("2027-08-01"), TODAY) == DateRange(
        day("2026-08-01"), TODAY
    )


@pytest.mark.parametrize(
    ("first", "last", "refusal"),
    [
        (None, TODAY, DaysMissing),
        (TODAY, None, DaysMissing),
        (TODAY, day("2026-08-18"), DaysTheWrongWayRound),
        (day("2026-08-20"), day("2026-08-21"), DaysAhead),
        (day("2010-02-28"), day("2020-03-01"), TooManyDays),
    ],
)
def test_what_is_no_range_is_refused(
    first: date | None, last: date | None, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        from_to(first, last, TODAY)
