"""The words for why somebody leaves."""

from collections.abc import Mapping

from domain.cancellations import CancelReason
from domain.words import N_

REASONS: Mapping[CancelReason, str] = {
    CancelReason.TOO_EXPENSIVE: N_("It is too expensive"),
    CancelReason.MISSING_FEATURES: N_("Something is missing"),
    CancelReason.SWITCHED_SERVICE: N_("Another service is used now"),
    CancelReason.UNUSED: N_("It is not used enough"),
    CancelReason.CUSTOMER_SERVICE: N_("The customer service was not good"),
    CancelReason.LOW_QUALITY: N_("The quality was not good"),
    CancelReason.TOO_COMPLEX: N_("It is too complicated"),
    CancelReason.OTHER: N_("Another reason"),
}
