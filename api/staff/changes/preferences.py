"""Preferences: checked, stored and recorded together."""

from collections.abc import Mapping
from datetime import datetime

from activities.records import Recorded
from api.callers import SignedInStaff
from api.staff.changes.once import Asked, Outcome, once
from api.staff.views.preferences import KEYS
from domain.errors import BillingError
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
