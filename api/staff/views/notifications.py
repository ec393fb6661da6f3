"""What notifications say to staff."""

from collections.abc import Mapping

from domain.notifications import NotificationKind
from domain.words import N_

NEWS: Mapping[NotificationKind, str] = {
    NotificationKind.INVOICE_VIEWED: N_("The customer has seen %(document)s for the first time."),
    NotificationKind.PAYMENT_RECEIVED: N_("The customer has paid: %(document)s."),
    NotificationKind.PAYMENT_RETURNED: N_("%(document)s came back: what it paid is owed again."),
    NotificationKind.SUBSCRIPTION_CHANGED: N_("The customer has changed %(document)s."),
    NotificationKind.SUBSCRIPTION_CANCELLED: N_("The customer has cancelled %(document)s."),
    NotificationKind.QUOTE_VIEWED: N_("The customer has seen the offer %(document)s."),
    NotificationKind.QUOTE_ACCEPTED: N_("The customer has accepted %(document)s."),
    NotificationKind.QUOTE_DECLINED: N_("The customer has declined %(document)s."),
    NotificationKind.QUOTE_NOT_CONVERTED: N_(
        "%(document)s was accepted, and could not be converted by itself."
    ),
    NotificationKind.SIGN_OFF_ASKED: N_("%(document)s waits for a second person."),
}
