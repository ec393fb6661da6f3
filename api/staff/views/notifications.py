"""What notifications say to staff."""

from collections.abc import Mapping

from domain.notifications import NotificationKind
from domain.words import N_

NEWS: Mapping[NotificationKind, str] = {
    NotificationKind.INVOICE_VIEWED: N_("The customer has seen %(document)s for the first time."),
}
