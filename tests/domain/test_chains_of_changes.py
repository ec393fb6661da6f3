"""However often a term changes, it costs its days, and what is undone costs nothing."""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from domain.credits import ChargedLine
from domain.money import Money
from domain.previews import Preview, change_preview
from domain.subscribed import Subscribed
from tests.domain.examples import eur
from tests.domain.sold import APRIL, VAT, VAT_INSIDE, charged, chosen, contents, moment, priced
from tests.domain.standing import live, now

BASIC, PRO, LITE = priced("30.00"), priced("60.00", code="pro"), priced("15.00", code="lite")
HALF_WAY = moment("2026-04-16")


def applied(subscribed: Subscribed, preview: Preview) -> Subscribed:
    """The subscription after a change inside of its term, as the books would keep it."""
    given_back = preview.credit.lines if preview.credit else ()
    gone = {each.line.article for each in given_back if isinstance(each.line, ChargedLine)}
    new = preview.invoice.lines if preview.invoice else ()
    lines = [line for line in subscribed.charged if line.article not in gone]
    lines += [charged(line.item) for line in new if line.item.period]  # type: ignore[arg-type]  # an article's line
    return replace(subscribed, contents=preview.contents, charged=tuple(lines))


def net(preview: Preview) -> Money:
    return preview.total - (preview.credit.total if preview.credit else eur("0"))


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(1, 20), st.integers(0, 29))
def test_a_change_that_is_undone_the_same_day_costs_nothing(
    old: int, new: int, quantity: int, days: int
) -> None:
    before = contents(replace(BASIC, price=Money(old, "EUR"), tax=VAT), quantity, chosen("3.33"))
    after = contents(replace(PRO, price=Money(new, "EUR"), tax=VAT_INSIDE), 1)
    here = moment((APRIL.start + timedelta(days=days)).isoformat())

    there = change_preview(live(before), now(after), here)
    back = change_preview(applied(live(before), there), now(before), here)

    assert net(there) + net(back) == eur("0")


@given(
    st.lists(
        st.tuples(st.integers(0, 29), st.integers(0, 10**5), st.integers(1, 9)),
        max_size=8,
    ).map(lambda steps: sorted(steps, key=lambda step: step[0]))
)
def test_m29_however_often_it_changes_the_term_costs_its_days(
    steps: list[tuple[int, int, int]],
) -> None:
    subscribed, paid = live(contents(BASIC)), eur("30.00")
    expected, price, since = Fraction(0), 3000, 0
    for number, (days, unit, quantity) in enumerate(steps):
        after = contents(priced("0", code=f"plan-{number}"), quantity)
        after = replace(after, plan=replace(after.plan, price=Money(unit, "EUR")))
        here = moment((APRIL.start + timedelta(days=days)).isoformat())
        preview = change_preview(subscribed, now(after), here)
        assert preview.due_now >= eur("0")
        subscribed, paid = applied(subscribed, preview), paid + net(preview)
        expected += Fraction(price * (days - since), 30)
        price, since = unit * quantity, days
    expected += Fraction(price * (30 - since), 30)

    assert abs(paid.minor_units - expected) <= 1 + len(steps)


def test_the_contents_of_a_preview_are_what_the_next_one_begins_with() -> None:
    first = change_preview(live(contents(BASIC)), now(contents(PRO)), HALF_WAY)
    second = change_preview(
        applied(live(contents(BASIC)), first), now(contents(LITE)), moment("2026-04-26")
    )

    assert second.credit is not None
    assert second.credit.total == eur("10.00")
    assert second.credit_left == eur("7.50")
