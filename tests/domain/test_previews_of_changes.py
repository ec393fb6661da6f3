"""A change costs what its new part costs, less what the old part gives back."""

from dataclasses import replace

import pytest

from domain.changes import Change, ChangeWhen
from domain.periods import Interval, IntervalUnit, Period
from domain.previews import (
    Preview,
    PreviewKind,
    Renewal,
    change_preview,
)
from domain.proration import Moment, Proration, ProrationMethod
from tests.domain.examples import day, eur, utc
from tests.domain.sold import (
    APRIL,
    QUARTERLY,
    VAT,
    VAT_INSIDE,
    YEARLY,
    amount_off,
    chosen,
    contents,
    coupon,
    extra,
    moment,
    priced,
)
from tests.domain.standing import every, live, now, waiting

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


def test_without_a_term_nothing_is_prorated() -> None:
    with pytest.raises(ValueError, match="no running term"):
        change_preview(waiting(), now(contents(PRO)), HALF_WAY)
