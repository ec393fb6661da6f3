"""Preferences: checked, stored and recorded together."""

from collections.abc import Mapping
from datetime import datetime

from activities.records import Recorded
from api.callers import SignedInStaff
from api.once import Asked, Outcome, once
from api.staff.views.preferences import KEYS
from domain.coupons import NoSuchCoupon
from domain.errors import BillingError
from domain.plans import NoSuchPlan
from domain.preference_forms import stored_form
from domain.preference_forms import typed as typed_as
from domain.preferences import PreferenceKey, Preferences
from storage.books import Books


def typed(key: PreferenceKey, text: str) -> object:
    """What a form's text means as the stored value; what it cannot mean stays text."""
    return typed_as(key.type, text)


def refusal_of(key: PreferenceKey, value: object) -> BillingError | None:
    """Why this cannot be stored under this key."""
    try:
        Preferences.from_stored({key.key: value})
    except BillingError as refusal:
        return refusal
    return None


async def unknown_names(
    staff: SignedInStaff, values: Mapping[str, object]
) -> Mapping[str, BillingError]:
    """Why values that name something cannot be kept, by attribute: it is not there."""
    asked = Preferences.from_stored(values)
    async with staff.parts.open_books() as books:
        coupons = {each.code for each in await books.coupons.all()}
        plans = {each.code for each in await books.plans.all()}
    refusals: dict[str, BillingError] = {}
    coupon = asked.cancel_retention_coupon
    if coupon and coupon not in coupons:
        refusals["cancel_retention_coupon"] = NoSuchCoupon(coupon=coupon)
    for plan in asked.edit_allowed_plans:
        if plan not in plans:
            refusals["edit_allowed_plans"] = NoSuchPlan(plan=plan)
    return refusals


async def set_preferences(
    staff: SignedInStaff, idempotency_key: str, values: Mapping[str, object]
) -> Outcome:
    """Store what differs from what is set, and record what was changed from what to what."""

    async def work(books: Books, at: datetime) -> Recorded:
        before = await books.organisations.preferences()
        changed = {
            key.key: values[key.key]
            for key in KEYS
            if key.key in values and _differs(getattr(before, key.attribute), values[key.key])
        }
        for name, value in changed.items():
            by = staff.actor.name
            await books.organisations.set_preference(name, value, by=by, at=at)
        attributes = {key.key: key.attribute for key in KEYS}
        return Recorded(
            staff.actor,
            None,
            "preferences",
            "preferences",
            "change",
            says=", ".join(sorted(changed)),
            address=staff.address,
            facts={
                name: {"before": stored_form(getattr(before, attributes[name])), "after": value}
                for name, value in changed.items()
            },
        )

    asked = Asked("console/preferences", idempotency_key, values)
    return await once(staff, asked, work)


def _differs(before: object, after: object) -> bool:
    return stored_form(before) != after
