"""Preferences: checked, stored and recorded together."""

from collections.abc import Mapping
from datetime import datetime

from activities.records import Recorded
from api.callers import SignedInStaff
from api.staff.changes.once import Asked, Outcome, once
from api.staff.views.preferences import KEYS
from domain.errors import BillingError
from domain.preferences import PreferenceKey, Preferences, PreferenceType
from storage.books import Books


def typed(key: PreferenceKey, text: str) -> object:
    """What a form's text means as the stored value; what it cannot mean stays text."""
    match key.type:
        case PreferenceType.SWITCH:
            return bool(text)
        case PreferenceType.NUMBER:
            return _number(text)
        case PreferenceType.DAYS:
            return [_number(part) for part in text.replace(",", " ").split()]
        case _:
            return text


def _number(text: str) -> int | str:
    stripped = text.strip()
    return int(stripped) if stripped.isascii() and stripped.isdigit() else text


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
                name: {"before": _plain(getattr(before, attributes[name])), "after": value}
                for name, value in changed.items()
            },
        )

    asked = Asked("console/preferences", idempotency_key, values)
    return await once(staff, asked, work)


def _differs(before: object, after: object) -> bool:
    return _plain(before) != after


def _plain(value: object) -> object:
    """As it is stored."""
    return list(value) if isinstance(value, tuple) else value
