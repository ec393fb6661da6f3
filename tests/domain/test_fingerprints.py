"""A fingerprint is the same for ever, and another one for whatever is different."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.fingerprints import canonical, fingerprint
from domain.money import Money
from domain.periods import Period
from tests.domain.examples import day, eur


class Colour(StrEnum):
    RED = "red"


class Flavour(StrEnum):
    RED = "red"


@dataclass(frozen=True)
class One:
    name: str
    parts: tuple[object, ...] = ()


@dataclass(frozen=True)
class Other:
    name: str
    parts: tuple[object, ...] = ()


plain = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.text(max_size=8),
    st.fractions(),
    st.dates(),
    st.datetimes(timezones=st.just(UTC)),
    st.sampled_from([Colour.RED, Flavour.RED]),
    st.builds(Money, st.integers(), st.sampled_from(["EUR", "JPY"])),
)
values = st.recursive(
    plain,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4).map(tuple),
        st.builds(One, st.text(max_size=4), st.lists(inner, max_size=3).map(tuple)),
        st.builds(Other, st.text(max_size=4), st.lists(inner, max_size=3).map(tuple)),
    ),
    max_leaves=8,
)


def test_the_fingerprint_of_a_value_never_changes() -> None:
    value = One("a", (eur("12.30"), day("2026-02-28"), Fraction(1, 3), Colour.RED, None, True))

    assert canonical(value) == (
        'One(name="a", parts=(Money(minor_units=1230, currency="EUR"), date(2026-02-28), '
        "Fraction(1/3), Colour.RED, null, true))"
    )
    assert fingerprint(value) == "6b002088d8b5d9bb348e22bda7793f0a9acd09e5c979fb3707eb8e7611a08c31"


def test_two_things_with_the_same_fields_are_two_things() -> None:
    assert fingerprint(One("a")) != fingerprint(Other("a"))
    assert fingerprint(Colour.RED) != fingerprint(Flavour.RED) != fingerprint("red")


def test_a_text_cannot_pretend_to_be_structure() -> None:
    assert fingerprint(("a, b",)) != fingerprint(("a", "b"))
    assert fingerprint(('a", "b',)) != fingerprint(("a", "b"))
    assert fingerprint(("1",)) != fingerprint((1,))


def test_a_set_has_no_order() -> None:
    assert fingerprint(frozenset({"a", "b", "c"})) == fingerprint(frozenset({"c", "b", "a"}))


@pytest.mark.parametrize("value", [1.5, [1], {"a": 1}, object(), Money, {1}, b"bytes"])
def test_what_has_no_canonical_form_is_our_mistake(value: object) -> None:
    with pytest.raises(TypeError, match="no canonical form"):
        fingerprint(value)


@given(values, values)
def test_equal_values_and_no_others_have_the_same_fingerprint(one: object, other: object) -> None:
    same = one == other and canonical(one) == canonical(other)

    assert (fingerprint(one) == fingerprint(other)) == same
    if one != other:
        assert fingerprint(one) != fingerprint(other)


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(1, 400))
def test_a_day_more_is_another_fingerprint(start: date, days: int) -> None:
    period = Period(start, start + timedelta(days=days))
    longer = Period(start, start + timedelta(days=days + 1))

    assert fingerprint(period) == fingerprint(Period(period.start, period.end))
    assert fingerprint(period) != fingerprint(longer)
    assert fingerprint(start) != fingerprint(datetime(start.year, 1, 1, tzinfo=UTC))
