"""What a bank takes back of a payment, whatever was given back of it before."""

from hypothesis import given
from hypothesis import strategies as st

from domain.money import Money
from domain.returns import Returned, regained, returned
from tests.domain.examples import eur

AMOUNTS = st.integers(0, 10_000)


def test_what_is_left_is_owed_again_and_the_rest_of_it_was_credit() -> None:
    back = returned(eur("31.00"), left=eur("31.00"), applied=eur("20.00"))

    assert back == Returned(eur("20.00"), eur("11.00"), eur("0.00"))


def test_what_had_been_given_back_is_lost() -> None:
    back = returned(eur("31.00"), left=eur("10.00"), applied=eur("10.00"))

    assert back == Returned(eur("10.00"), eur("0.00"), eur("21.00"))


def test_a_part_that_is_disputed_is_what_is_owed_again() -> None:
    back = returned(eur("5.00"), left=eur("31.00"), applied=eur("31.00"))

    assert back == Returned(eur("5.00"), eur("0.00"), eur("0.00"))


@given(AMOUNTS, AMOUNTS, AMOUNTS)
def test_all_that_is_taken_is_somewhere_and_nothing_is_owed_that_was_not_paid(
    taken: int, left: int, applied: int
) -> None:
    back = returned(_eur(taken), left=_eur(left), applied=_eur(min(applied, left)))

    assert back.taken == _eur(taken)
    assert back.reopened + back.excess <= _eur(left)
    assert back.reopened <= _eur(applied)
    assert min(back.reopened, back.excess, back.twice) >= _eur(0)


@given(AMOUNTS, AMOUNTS, AMOUNTS)
def test_a_refund_that_did_not_go_out_leaves_the_loss_that_there_is_without_it(
    refund: int, taken: int, left: int
) -> None:
    before = returned(_eur(taken), left=_eur(left), applied=_eur(0)).twice
    after = returned(_eur(taken), left=_eur(left + refund), applied=_eur(0)).twice

    assert regained(_eur(refund), taken=_eur(taken), left=_eur(left)) == before - after


def _eur(minor_units: int) -> Money:
    return Money(minor_units, "EUR")
