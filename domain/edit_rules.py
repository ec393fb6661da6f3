"""Edit rules: what of a subscription customers may change, and when it then takes effect.

The organisation sets the rules for its customers. Staff are bound by none of them; what cannot be
sold together is refused for everybody.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType

from domain.changes import Change, ChangeWhen, Direction, direction
from domain.contents import MOST_UNITS, Contents, UnitsOutOfRange, check_contents
from domain.errors import Forbidden, Invalid
from domain.plans import Plan
from domain.words import N_


class NothingChanges(Invalid):
    message = N_("That is what the subscription is already: nothing would change.")


class PlanNotChangeable(Forbidden):
    message = N_("The plan cannot be changed to “{plan}” here. Please contact us.")


class IntervalNotChangeable(Forbidden):
    message = N_("“{plan}” is billed at other intervals: please contact us to change to it.")


class AddonsNotAddable(Forbidden):
    message = N_("Addons cannot be added here. Please contact us.")


class AddonsNotRemovable(Forbidden):
    message = N_("Addons cannot be removed here. Please contact us.")


class CouponsNotChangeable(Forbidden):
    message = N_("Coupons cannot be changed here. Please contact us.")


class PlanEditing(StrEnum):
    """Into which direction customers may change the plan; what is level goes both ways."""

    NONE = "none"
    UPGRADE = "upgrade"
    DOWNGRADE = "downgrade"
    BOTH = "both"


class EditWhen(StrEnum):
    IMMEDIATE = "immediate"
    END_OF_TERM = "end_of_term"
    CUSTOMER_CHOICE = "customer_choice"


class DowngradeWhen(StrEnum):
    """SAME: as every change. END_OF_TERM: downgrades wait, whatever was asked for."""

    SAME = "same"
    END_OF_TERM = "end_of_term"


class TrialBehaviour(StrEnum):
    """What a change inside of a trial makes of the trial."""

    CONTINUE = "continue"
    END = "end"


@dataclass(frozen=True, kw_only=True)
class EditRules:
    """What may be changed. The defaults are those of staff, who may change everything.

    `allowed_plans` are the codes that can be changed to, none for all.
    """

    plan: PlanEditing = PlanEditing.BOTH
    allowed_plans: tuple[str, ...] = ()
    interval_change: bool = True
    quantity_min: int = 1
    quantity_max: int = MOST_UNITS
    addons_add: bool = True
    addons_remove: bool = True
    coupons: bool = True
    when: EditWhen = EditWhen.CUSTOMER_CHOICE
    downgrade_when: DowngradeWhen = DowngradeWhen.SAME
    trial: TrialBehaviour = TrialBehaviour.CONTINUE


def takes_effect(before: Contents, wished: Change, rules: EditRules) -> Change:
    """The change as it will be done: now or at the end of the term, as the rules have it."""
    goes_down = direction(before, wished.contents) is Direction.DOWNGRADE
    if goes_down and rules.downgrade_when is DowngradeWhen.END_OF_TERM:
        return replace(wished, when=ChangeWhen.END_OF_TERM)
    if rules.when is EditWhen.CUSTOMER_CHOICE:
        return wished
    return replace(wished, when=ChangeWhen(rules.when))


def check_change(before: Contents, wished: Change, rules: EditRules) -> None:
    """Whether a subscription may become this.

    Raises `NothingChanges`, what `check_contents` raises, and for what the rules do not allow
    `PlanNotChangeable`, `IntervalNotChangeable`, `UnitsOutOfRange`, `AddonsNotAddable`,
    `AddonsNotRemovable` or `CouponsNotChangeable`.
    """
    if before == wished.contents and not wished.extras:
        raise NothingChanges
    check_contents(wished.contents, wished.extras)
    for check in _CHECKS:
        check(before, wished, rules)


def may_become(before: Contents, plan: Plan, rules: EditRules) -> bool:
    """Whether the rules let the subscription change to this plan, everything else as it is."""
    wished = Change(replace(before, plan=plan), ChangeWhen.IMMEDIATE)
    try:
        _check_plan(before, wished, rules)
        _check_interval(before, wished, rules)
    except Forbidden:
        return False
    return True


def _check_plan(before: Contents, wished: Change, rules: EditRules) -> None:
    plan = wished.contents.plan
    if plan.code == before.plan.code:
        return
    hidden = bool(rules.allowed_plans) and plan.code not in rules.allowed_plans
    if hidden or direction(before, wished.contents) not in _DIRECTIONS[rules.plan]:
        raise PlanNotChangeable(plan=plan.name)


def _check_interval(before: Contents, wished: Change, rules: EditRules) -> None:
    plan = wished.contents.plan
    if not rules.interval_change and plan.interval != before.plan.interval:
        raise IntervalNotChangeable(plan=plan.name)


def _check_quantity(before: Contents, wished: Change, rules: EditRules) -> None:
    """A quantity that stays may be out of the bounds: staff have set it."""
    quantity = wished.contents.quantity
    inside = rules.quantity_min <= quantity <= rules.quantity_max
    if quantity != before.quantity and not inside:
        raise UnitsOutOfRange(least=rules.quantity_min, most=rules.quantity_max)


def _check_addons(before: Contents, wished: Change, rules: EditRules) -> None:
    had, will_have = _quantities(before), _quantities(wished.contents)
    more = any(count > had.get(code, 0) for code, count in will_have.items())
    fewer = any(count > will_have.get(code, 0) for code, count in had.items())
    if (more or wished.extras) and not rules.addons_add:
        raise AddonsNotAddable
    if fewer and not rules.addons_remove:
        raise AddonsNotRemovable


def _check_coupon(before: Contents, wished: Change, rules: EditRules) -> None:
    if before.coupon != wished.contents.coupon and not rules.coupons:
        raise CouponsNotChangeable


_DIRECTIONS: Mapping[PlanEditing, frozenset[Direction]] = MappingProxyType(
    {
        PlanEditing.NONE: frozenset(),
        PlanEditing.UPGRADE: frozenset({Direction.UPGRADE, Direction.LEVEL}),
        PlanEditing.DOWNGRADE: frozenset({Direction.DOWNGRADE, Direction.LEVEL}),
        PlanEditing.BOTH: frozenset(Direction),
    }
)

_Check = Callable[[Contents, Change, EditRules], None]
_CHECKS: tuple[_Check, ...] = (
    _check_plan,
    _check_interval,
    _check_quantity,
    _check_addons,
    _check_coupon,
)


def _quantities(contents: Contents) -> Mapping[str, int]:
    return {each.addon.code: each.quantity for each in contents.addons}
