"""A change costs what its new part costs, less what the old part gives back."""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.changes import Change, ChangeWhen
from domain.money import Money
from domain.periods import Interval, IntervalUnit, Period
from domain.previews import (
    Preview,
    PreviewKind,
    Renewal,
    change_preview,
    trial_ending_change_preview,
    waiting_change_preview,
)
from domain.proration import Moment, Proration, ProrationMethod
from domain.subscribed import Subscribed
from domain.subscriptions import SubscriptionStatus
from tests.domain.examples import day, eur, plan, utc
from tests.domain.sold import (
    APRIL,
    QUARTERLY,
    VAT,
    VAT_INSIDE,
    YEARLY,
    amount_off,
    charged,
    chosen,
    contents,
    coupon,
    extra,
    moment,
    priced,
)
from tests.domain.standing import at_the_end, every, live, now, waiting

BASIC, PRO, LITE = priced("30.00"), priced("60.00", code="pro"), priced("15.00", code="lite")
HALF_WAY = moment("2026-04-16")


def codes(preview: Preview) -> list[str]:
    assert preview.invoice is not None
    return [line.item.description for line in preview.invoice.lines]


def test_an_upgrade_half_way_costs_half_the_difference() -> None:
    preview = change_preview(live(contents(BASIC)), now(contents(PRO)), HALF_WAY)

    assert (preview.total, preview.credit_used) == (eur("30.00"), eur("15.00"))
    assert preview.due_now == eur("15.00")
    assert preview.credit_left == eur("0.00")
    assert preview.renewal == Renewal(day("2026-05-01"), eur("60.00"))
    assert (preview.kind, preview.on) == (PreviewKind.CHANGE, day("2026-04-16"))


def test_tv_25_five_to_twenty_after_one_day_of_thirty_by_the_second() -> None:
    after_a_day = Moment(utc("2026-04-02 00:00"), Proration(ProrationMethod.SECONDS))
    five, twenty = priced("5.00"), priced("20.00", code="twenty")

    up = change_preview(live(contents(five)), now(contents(twenty)), after_a_day)
    down = change_preview(live(contents(twenty)), now(contents(five)), after_a_day)

    assert up.due_now == eur("14.50")
    assert (down.due_now, down.credit_left) == (eur("0.00"), eur("14.50"))


def test_tv_26_ten_to_twenty_half_way() -> None:
    ten, twenty = priced("10.00"), priced("20.00", code="twenty")

    preview = change_preview(live(contents(ten)), now(contents(twenty)), HALF_WAY)

    assert (preview.total, preview.credit_used) == (eur("10.00"), eur("5.00"))


def test_a_downgrade_leaves_a_credit_and_nothing_is_refunded_by_itself() -> None:
    preview = change_preview(live(contents(PRO)), now(contents(BASIC)), HALF_WAY)

    assert (preview.due_now, preview.credit_left) == (eur("0.00"), eur("15.00"))
    assert preview.credit_used == preview.total == eur("15.00")


def test_what_does_not_change_is_neither_given_back_nor_charged_again() -> None:
    before = contents(BASIC, 2, chosen("5.00"), chosen("7.00", code="logs"))
    after = replace(before, addons=(chosen("5.00", quantity=3), chosen("7.00", code="logs")))

    preview = change_preview(live(before), now(after), HALF_WAY)

    assert codes(preview) == ["Backup"]
    assert preview.credit is not None
    assert [line.line.description for line in preview.credit.lines] == ["Backup"]
    assert preview.due_now == eur("5.00")


def test_more_units_cost_their_rest() -> None:
    preview = change_preview(live(contents(BASIC, 3)), now(contents(BASIC, 5)), HALF_WAY)

    assert preview.due_now == eur("30.00")


def test_the_line_says_which_days_it_is_for() -> None:
    preview = change_preview(live(contents(BASIC)), now(contents(PRO)), HALF_WAY)

    assert preview.invoice is not None
    assert preview.invoice.lines[0].item.period == Period(day("2026-04-16"), day("2026-05-01"))


def test_taxes_are_charged_and_given_back_at_their_own_rates() -> None:
    from_vat = contents(replace(BASIC, tax=VAT))
    to_inside = contents(replace(PRO, tax=VAT_INSIDE))

    preview = change_preview(live(from_vat), now(to_inside), HALF_WAY)

    assert preview.credit is not None
    assert preview.invoice is not None
    assert (preview.credit.tax, preview.invoice.tax) == (eur("3.00"), eur("5.00"))
    assert preview.due_now == eur("12.00")


def test_tv_31_a_discounted_plan_gives_back_what_was_paid_for_it() -> None:
    hundred = contents(priced("100.00"), off=coupon(20))

    preview = change_preview(live(hundred), now(contents(priced("200.00", code="two"))), HALF_WAY)

    assert preview.credit_used == eur("40.00")
    assert preview.due_now == eur("60.00")


def test_a_coupon_that_is_added_changes_every_line() -> None:
    before = contents(BASIC, 1, chosen("10.00"))
    after = contents(BASIC, 1, chosen("10.00"), off=amount_off("8.00"))

    preview = change_preview(live(before), now(after), HALF_WAY)

    assert preview.credit_left == eur("4.00")
    assert preview.contents.coupon is not None
    assert preview.contents.coupon.first_on == APRIL.start


def test_an_extra_is_charged_whole_and_never_again() -> None:
    change = Change(contents(PRO), ChangeWhen.IMMEDIATE, (extra("15.00", quantity=2),))

    preview = change_preview(live(contents(BASIC)), change, HALF_WAY)

    assert codes(preview) == ["Pro", "Training"]
    assert preview.due_now == eur("45.00")
    assert preview.renewal == Renewal(day("2026-05-01"), eur("60.00"))


def test_an_extra_alone_changes_nothing_else() -> None:
    change = Change(contents(BASIC), ChangeWhen.IMMEDIATE, (extra("15.00"),))

    preview = change_preview(live(contents(BASIC)), change, HALF_WAY)

    assert (preview.due_now, preview.credit, preview.billed) == (eur("15.00"), None, None)


def test_another_interval_begins_a_new_period_today() -> None:
    yearly = every(YEARLY, contents(priced("300.00")))

    preview = change_preview(live(contents(BASIC)), now(yearly), HALF_WAY)

    year = Period(day("2026-04-16"), day("2027-04-16"))
    assert preview.billed == year
    assert preview.cut_on == day("2026-04-16")
    assert preview.running is not None
    assert preview.running.period == year
    assert (preview.total, preview.credit_used) == (eur("300.00"), eur("15.00"))
    assert preview.renewal == Renewal(day("2027-04-16"), eur("300.00"))


def test_another_interval_gives_everything_back_also_what_stays() -> None:
    before = contents(BASIC, 1, chosen("6.00"))
    quarterly = every(QUARTERLY, contents(priced("80.00"), 1, chosen("6.00")))

    preview = change_preview(live(before), now(quarterly), HALF_WAY)

    assert (preview.total, preview.credit_used) == (eur("86.00"), eur("18.00"))


def test_a_year_and_twelve_months_are_the_same_interval() -> None:
    by_the_year = every(YEARLY, contents(priced("120.00")))
    twelve_months = every(Interval(IntervalUnit.MONTH, 12), contents(priced("240.00")))

    preview = change_preview(live(by_the_year), now(twelve_months), moment("2026-04-01"))

    assert preview.billed is None
    assert preview.due_now == eur("120.00")


def test_the_setup_fee_is_not_charged_for_a_change() -> None:
    with_fee = replace(PRO, setup_fee=eur("99.00"))
    by_the_year = every(YEARLY, contents(with_fee))
    running = replace(live(contents(BASIC)), setup_fee_due=True)

    assert change_preview(running, now(contents(with_fee)), HALF_WAY).total == eur("30.00")
    assert change_preview(running, now(by_the_year), HALF_WAY).total == eur("60.00")


def test_at_the_end_of_the_term_nothing_is_due_now() -> None:
    preview = change_preview(live(contents(PRO)), at_the_end(contents(BASIC)), HALF_WAY)

    assert (preview.due_now, preview.invoice, preview.credit) == (eur("0.00"), None, None)
    assert preview.on == day("2026-05-01")
    assert preview.contents == contents(BASIC)
    assert preview.renewal == Renewal(day("2026-05-01"), eur("30.00"))


def test_at_the_end_of_the_term_another_interval_begins_there() -> None:
    change = replace(
        at_the_end(every(YEARLY, contents(priced("300.00")))), extras=(extra("15.00"),)
    )

    preview = change_preview(live(contents(BASIC)), change, HALF_WAY)

    assert preview.renewal == Renewal(day("2026-05-01"), eur("315.00"))
    assert preview.running == live(contents(BASIC)).running


def test_a_change_at_the_end_of_the_last_term_never_comes() -> None:
    last = replace(live(contents(BASIC)), cycles=1)

    assert change_preview(last, at_the_end(contents(PRO)), HALF_WAY).renewal is None


def test_the_cycles_of_another_plan_are_counted_anew() -> None:
    a_year = replace(PRO, billing_cycles=12)
    after_twenty = live(contents(BASIC), number=19)
    here = moment("2027-11-16")

    preview = change_preview(after_twenty, now(contents(a_year)), here)
    more_units = change_preview(after_twenty, now(contents(BASIC, 2)), here)

    assert (preview.terms_begun, preview.cycles) == (1, 12)
    assert preview.renewal is not None
    assert (more_units.terms_begun, more_units.cycles) == (20, None)


def test_a_change_in_the_last_term_of_its_cycles_has_no_renewal() -> None:
    last = replace(live(contents(BASIC)), cycles=1)

    preview = change_preview(last, now(contents(BASIC, 2)), HALF_WAY)

    assert preview.due_now == eur("15.00")
    assert preview.renewal is None


def test_the_customers_balance_is_used_after_the_credit() -> None:
    with_balance = replace(live(contents(BASIC)), balance=eur("10.00"))

    preview = change_preview(with_balance, now(contents(PRO)), HALF_WAY)

    assert (preview.credit_used, preview.balance_used) == (eur("15.00"), eur("10.00"))
    assert preview.due_now == eur("5.00")


def test_no_more_of_the_balance_is_used_than_is_due() -> None:
    with_balance = replace(live(contents(BASIC)), balance=eur("500.00"))

    up = change_preview(with_balance, now(contents(PRO)), HALF_WAY)
    down = change_preview(with_balance, now(contents(LITE)), HALF_WAY)

    assert (up.balance_used, up.due_now) == (eur("15.00"), eur("0.00"))
    assert down.balance_used == eur("0.00")


def test_on_the_boundary_itself_nothing_is_prorated() -> None:
    preview = change_preview(live(contents(BASIC)), now(contents(PRO)), moment("2026-05-01"))

    assert (preview.invoice, preview.credit) == (None, None)
    assert preview.renewal == Renewal(day("2026-05-01"), eur("60.00"))


def test_tv_69_a_plan_that_costs_nothing_gives_nothing_back() -> None:
    preview = change_preview(live(contents(priced("0.00"))), now(contents(PRO)), HALF_WAY)

    assert preview.credit is None
    assert preview.due_now == eur("30.00")


def test_a_change_in_a_trial_that_goes_on_is_charged_at_its_end() -> None:
    change = Change(contents(priced("60.00", tax=VAT)), ChangeWhen.IMMEDIATE, (extra("10.00"),))
    trial = waiting(contents(plan(setup_fee="49.00")))

    preview = waiting_change_preview(trial, change, day("2026-04-29"), HALF_WAY)

    assert (preview.due_now, preview.running) == (eur("0.00"), None)
    assert preview.renewal == Renewal(day("2026-04-29"), eur("82.00"))


def test_a_change_that_begins_later_keeps_its_setup_fee() -> None:
    change = now(contents(replace(PRO, setup_fee=eur("49.00"))))
    future = waiting(status=SubscriptionStatus.FUTURE)

    preview = waiting_change_preview(future, change, day("2026-06-01"), HALF_WAY)

    assert preview.renewal == Renewal(day("2026-06-01"), eur("109.00"))


def test_a_change_that_ends_the_trial_begins_the_first_term() -> None:
    change = Change(contents(PRO), ChangeWhen.IMMEDIATE, (extra("10.00"),))

    preview = trial_ending_change_preview(waiting(), change, HALF_WAY)

    assert preview.due_now == eur("70.00")
    assert preview.billed == Period(day("2026-04-16"), day("2026-05-16"))
    assert (preview.kind, preview.terms_begun) == (PreviewKind.CHANGE, 1)


def test_without_a_term_nothing_is_prorated() -> None:
    with pytest.raises(ValueError, match="no running term"):
        change_preview(waiting(), now(contents(PRO)), HALF_WAY)


def applied(subscribed: Subscribed, preview: Preview) -> Subscribed:
    """The subscription after a change inside of its term, as the books would keep it."""
    given_back = preview.credit.lines if preview.credit else ()
    gone = {credit.line.article for credit in given_back}
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
