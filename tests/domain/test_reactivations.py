"""What has ended goes on in a new term, or in the one that was paid late."""

from dataclasses import replace

import pytest

from domain.coupons import AppliedCoupon
from domain.plans import TooFewCycles
from domain.reactivations import (
    REACTIVATABLE,
    NothingToReactivate,
    OverdueFirst,
    ReactivationKind,
    check_chargeable,
    check_nothing_overdue,
    check_reactivatable,
    cycles_anew,
    reactivated,
    reactivation_kind,
)
from domain.subscriptions import (
    SUBSCRIPTION_LIFECYCLE,
    NoMethodToCharge,
    SubscriptionEvent,
    SubscriptionStatus,
)
from tests.domain.examples import day, eur, plan
from tests.domain.sold import PRO, contents, coupon

S = SubscriptionStatus
END = day("2026-02-28")


@pytest.mark.parametrize("status", sorted(S))
def test_what_was_cancelled_or_has_expired_can_be_reactivated(status: SubscriptionStatus) -> None:
    allowed = SUBSCRIPTION_LIFECYCLE.allows(status, SubscriptionEvent.REACTIVATE)

    assert (status in REACTIVATABLE) is allowed
    if allowed:
        check_reactivatable(status)
    else:
        with pytest.raises(NothingToReactivate):
            check_reactivatable(status)


@pytest.mark.parametrize(
    ("status", "on", "in_term", "kind"),
    [
        (S.CANCELLED_FROM_DUNNING, "2026-02-27", True, ReactivationKind.IN_TERM),
        (S.CANCELLED_FROM_DUNNING, "2026-02-28", True, ReactivationKind.NEW_TERM),
        (S.CANCELLED_FROM_DUNNING, "2026-02-27", False, ReactivationKind.NEW_TERM),
        (S.CANCELLED, "2026-02-27", True, ReactivationKind.NEW_TERM),
        (S.EXPIRED, "2026-02-27", True, ReactivationKind.NEW_TERM),
    ],
)
def test_only_what_dunning_cancelled_goes_on_in_its_own_term(
    status: SubscriptionStatus, on: str, in_term: bool, kind: ReactivationKind
) -> None:
    found = reactivation_kind(status, on=day(on), term_ends_on=END, in_term=in_term)

    assert found is kind


def test_what_never_had_a_term_begins_one() -> None:
    found = reactivation_kind(S.CANCELLED_FROM_DUNNING, on=END, term_ends_on=None, in_term=True)

    assert found is ReactivationKind.NEW_TERM


def test_what_is_overdue_is_paid_before_the_old_term_goes_on() -> None:
    check_nothing_overdue(ReactivationKind.IN_TERM, eur("0.00"))
    check_nothing_overdue(ReactivationKind.NEW_TERM, eur("31.00"))
    with pytest.raises(OverdueFirst, match=r"31\.00 EUR"):
        check_nothing_overdue(ReactivationKind.IN_TERM, eur("31.00"))


@pytest.mark.parametrize("auto_charge", [True, False])
@pytest.mark.parametrize("has_method", [True, False])
@pytest.mark.parametrize("is_free", [True, False])
def test_what_is_charged_automatically_needs_a_method_unless_it_is_free(
    auto_charge: bool, has_method: bool, is_free: bool
) -> None:
    if auto_charge and not has_method and not is_free:
        with pytest.raises(NoMethodToCharge):
            check_chargeable(auto_charge=auto_charge, has_method=has_method, is_free=is_free)
    else:
        check_chargeable(auto_charge=auto_charge, has_method=has_method, is_free=is_free)


def test_tv_72_with_the_permission_to_edit_the_plan_is_the_edited_one() -> None:
    assert reactivated(contents(), contents(PRO), may_edit=True) == contents(PRO)
    assert reactivated(contents(), contents(PRO), may_edit=False) == contents()
    assert reactivated(contents(), None, may_edit=True) == contents()


def test_a_coupon_does_not_come_back_unless_it_is_wished_for() -> None:
    used = replace(contents(), coupon=AppliedCoupon(coupon(), day("2026-01-31")))

    assert reactivated(used, None, may_edit=True) == contents()
    assert reactivated(used, used, may_edit=False) == contents()
    assert reactivated(used, contents(off=coupon()), may_edit=True) == contents(off=coupon())


def test_what_has_expired_begins_to_count_its_cycles_anew() -> None:
    assert cycles_anew(plan(billing_cycles=12), None) == 12
    assert cycles_anew(plan(billing_cycles=12), 3) == 3
    assert cycles_anew(plan(), None) is None
    with pytest.raises(TooFewCycles):
        cycles_anew(plan(billing_cycles=12), 0)
