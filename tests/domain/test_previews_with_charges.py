"""What waits for the next invoice is announced with it, stands on it, and on no other."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.articles import PricedItem
from domain.changes import ChangeWhen
from domain.invoice_drafts import WrittenLine
from domain.money import Money
from domain.previews import (
    Preview,
    Reactivation,
    activation_preview,
    change_preview,
    reactivation_preview,
    renewal_preview,
    waiting_change_preview,
)
from domain.reactivations import ReactivationKind
from domain.subscribed import Subscribed
from domain.unbilled_charges import MOST_WAITING, TooManyCharges, charge_item, check_room
from tests.domain.examples import day, eur
from tests.domain.sold import YEARLY, contents, moment, priced
from tests.domain.standing import at_the_end, every, live, now, waiting

BASIC, PRO = priced("30.00"), priced("60.00", code="pro")
HALF_WAY = moment("2026-04-16")


def charge(price: str = "12.50", quantity: int = 2, number: str = "CHG-000001") -> PricedItem:
    return charge_item(number, WrittenLine("Training", quantity, eur(price), eur("0.00")), None)


def with_charge(subscribed: Subscribed) -> Subscribed:
    return replace(subscribed, waiting=(charge(),))


def charged(preview: Preview) -> list[str]:
    lines = preview.invoice.lines if preview.invoice else ()
    items = [line.item for line in lines if isinstance(line.item, PricedItem)]
    return [item.article.code for item in items if item.article.kind == "item"]


def announced(preview: Preview) -> Money:
    assert preview.renewal
    return preview.renewal.amount


def test_it_stands_on_the_renewal_and_is_gone_after_it() -> None:
    preview = renewal_preview(with_charge(live(contents(BASIC))))

    assert (preview.total, charged(preview)) == (eur("55.00"), ["CHG-000001"])
    assert announced(preview) == eur("30.00")


def test_a_change_of_the_running_term_leaves_it_for_the_next_one() -> None:
    preview = change_preview(with_charge(live(contents(BASIC))), now(contents(PRO)), HALF_WAY)

    assert charged(preview) == []
    assert announced(preview) == eur("85.00")


def test_a_change_at_the_end_of_the_term_comes_with_it() -> None:
    subscribed, change = with_charge(live(contents(BASIC))), at_the_end(contents(PRO))

    assert announced(change_preview(subscribed, change, HALF_WAY)) == eur("85.00")
    assert renewal_preview(subscribed, change).total == eur("85.00")


def test_a_new_interval_begins_a_whole_term_and_takes_it() -> None:
    yearly = every(YEARLY, contents(priced("300.00")))
    preview = change_preview(with_charge(live(contents(BASIC))), now(yearly), HALF_WAY)

    assert charged(preview) == ["CHG-000001"]
    assert announced(preview) == eur("300.00")


def test_it_stands_on_the_first_invoice_after_a_trial() -> None:
    in_trial = with_charge(waiting(contents(BASIC)))

    assert charged(activation_preview(in_trial, HALF_WAY)) == ["CHG-000001"]
    later = waiting_change_preview(in_trial, at_the_end(contents(PRO)), day("2026-04-20"), HALF_WAY)
    assert announced(later) == eur("85.00")


@pytest.mark.parametrize(
    ("kind", "codes"),
    [(ReactivationKind.NEW_TERM, ["CHG-000001"]), (ReactivationKind.IN_TERM, [])],
)
def test_it_comes_back_with_what_goes_on(kind: ReactivationKind, codes: list[str]) -> None:
    goes_on = Reactivation(kind, contents(BASIC))
    preview = reactivation_preview(with_charge(live(contents(BASIC))), goes_on, HALF_WAY)

    assert charged(preview) == codes


@given(
    st.lists(st.integers(0, 10**6), max_size=5), st.sampled_from(list(ChangeWhen)), st.booleans()
)
def test_what_is_announced_is_invoiced(
    prices: list[int], when: ChangeWhen, another_plan: bool
) -> None:
    waits = tuple(charge(str(Money(price, "EUR")).split()[0]) for price in prices)
    subscribed = replace(live(contents(BASIC)), waiting=waits)
    wish = replace(now(contents(PRO if another_plan else BASIC)), when=when)

    said = announced(change_preview(subscribed, wish, HALF_WAY))

    if when is ChangeWhen.END_OF_TERM:
        assert renewal_preview(subscribed, wish).total == said
    else:
        assert renewal_preview(replace(subscribed, contents=wish.contents)).total == said


def test_another_fingerprint_with_every_charge() -> None:
    before = live(contents(BASIC))

    assert renewal_preview(before).fingerprint != renewal_preview(with_charge(before)).fingerprint


def test_there_is_room_for_so_many() -> None:
    check_room(MOST_WAITING - 1)
    with pytest.raises(TooManyCharges):
        check_room(MOST_WAITING)
