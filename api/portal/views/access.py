"""Access in the customer's words."""

from api.callers import SignedInContact
from domain.entitlements import Access, Entitlement
from domain.words import N_


def access_words(contact: SignedInContact, found: Entitlement) -> str:
    """Whether it may be used, and until when if that is about to end."""
    if found.access is Access.GRACE and found.until:
        day = contact.formats.day_text(found.until)
        return contact.say(N_("It can be used until {day}, although it is not paid."), day=day)
    if found.access is Access.FULL:
        return contact.say(N_("It can be used."))
    return contact.say(N_("It cannot be used at present."))
