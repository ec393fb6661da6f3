"""Declines: the processor's codes, what each says about trying again, and the customer's words.

This is data. A code that is not in the table counts as soft: trying again on another day is the
mistake that costs least.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from domain.payment_problems import PROBLEMS
from domain.payments import FailureClass
from domain.words import N_


@dataclass(frozen=True)
class Decline:
    """What a decline code says. `words` are for the customer (a message id)."""

    failure: FailureClass
    words: str


_DECLINED = N_("The bank declined the payment.")
_ASK_BANK = N_("The bank declined the payment. Ask the bank, or use another payment method.")
_NO_FUNDS = N_("There was not enough money in the account.")
_LIMIT = N_("The limit of this payment method has been reached.")
_UNUSABLE = N_("This payment method can no longer be used. Please add another one.")
_EXPIRED = N_("The card has expired. Please add a new one.")
_WRONG = N_("The details of this payment method are not right. Please enter it again.")
_NOT_ALLOWED = N_("This payment method does not allow such payments. Please use another one.")
_CONFIRM = N_("Your bank wants you to confirm this payment yourself.")
_REVOKED = N_("The permission to charge this payment method was withdrawn. Please add another one.")
_DISPUTED = N_("You told your bank that this charge was not rightful.")
_NO_ANSWER = N_("The bank could not be reached. Nothing was charged.")

_PARTLY = N_("Only a part of the amount could be charged.")
_NO_METHOD = N_("Add a payment method first: there is nothing that could be charged.")

NO_METHOD = "no_method"
PARTLY_TAKEN = "partly_taken"
UNKNOWN_DECLINE = Decline(FailureClass.SOFT, _DECLINED)

DECLINES: Mapping[str, Decline] = MappingProxyType(
    {
        "card_declined": Decline(FailureClass.SOFT, _DECLINED),
        "generic_decline": Decline(FailureClass.SOFT, _DECLINED),
        "do_not_honor": Decline(FailureClass.SOFT, _ASK_BANK),
        "call_issuer": Decline(FailureClass.SOFT, _ASK_BANK),
        "try_again_later": Decline(FailureClass.SOFT, _DECLINED),
        "insufficient_funds": Decline(FailureClass.SOFT, _NO_FUNDS),
        "withdrawal_count_limit_exceeded": Decline(FailureClass.SOFT, _LIMIT),
        "card_velocity_exceeded": Decline(FailureClass.SOFT, _LIMIT),
        "refer_to_customer": Decline(FailureClass.SOFT, _ASK_BANK),
        "debit_not_authorized": Decline(FailureClass.HARD, _REVOKED),
        "disputed": Decline(FailureClass.HARD, _DISPUTED),
        "lost_card": Decline(FailureClass.HARD, _UNUSABLE),
        "stolen_card": Decline(FailureClass.HARD, _UNUSABLE),
        "pickup_card": Decline(FailureClass.HARD, _UNUSABLE),
        "restricted_card": Decline(FailureClass.HARD, _UNUSABLE),
        "fraudulent": Decline(FailureClass.HARD, _UNUSABLE),
        "do_not_try_again": Decline(FailureClass.HARD, _UNUSABLE),
        "account_closed": Decline(FailureClass.HARD, _UNUSABLE),
        "no_account": Decline(FailureClass.HARD, _WRONG),
        "invalid_account": Decline(FailureClass.HARD, _WRONG),
        "invalid_number": Decline(FailureClass.HARD, _WRONG),
        "incorrect_number": Decline(FailureClass.HARD, _WRONG),
        "incorrect_cvc": Decline(FailureClass.HARD, _WRONG),
        "invalid_expiry_year": Decline(FailureClass.HARD, _WRONG),
        "invalid_expiry_month": Decline(FailureClass.HARD, _WRONG),
        "expired_card": Decline(FailureClass.HARD, _EXPIRED),
        "method_removed": Decline(FailureClass.HARD, _UNUSABLE),
        "card_not_supported": Decline(FailureClass.HARD, _NOT_ALLOWED),
        "currency_not_supported": Decline(FailureClass.HARD, _NOT_ALLOWED),
        "transaction_not_allowed": Decline(FailureClass.HARD, _NOT_ALLOWED),
        "revocation_of_authorization": Decline(FailureClass.HARD, _REVOKED),
        "revocation_of_all_authorizations": Decline(FailureClass.HARD, _REVOKED),
        "stop_payment_order": Decline(FailureClass.HARD, _REVOKED),
        "authentication_required": Decline(FailureClass.ACTION_REQUIRED, _CONFIRM),
        "authentication_failed": Decline(FailureClass.ACTION_REQUIRED, _CONFIRM),
        "issuer_not_available": Decline(FailureClass.GATEWAY_FAULT, _NO_ANSWER),
        "processing_error": Decline(FailureClass.GATEWAY_FAULT, _NO_ANSWER),
        "gateway_unavailable": Decline(FailureClass.GATEWAY_FAULT, _NO_ANSWER),
        "gateway_timeout": Decline(FailureClass.GATEWAY_FAULT, _NO_ANSWER),
        NO_METHOD: Decline(FailureClass.HARD, _NO_METHOD),
        PARTLY_TAKEN: Decline(FailureClass.SOFT, _PARTLY),
        # Refusals before anything was charged: mended by staff, passing by itself, or for good.
        "CP1003": Decline(FailureClass.GATEWAY_FAULT, PROBLEMS["CP1003"].words),
        "CP1004": Decline(FailureClass.GATEWAY_FAULT, PROBLEMS["CP1004"].words),
        "CP2001": Decline(FailureClass.GATEWAY_FAULT, PROBLEMS["CP2001"].words),
        "CP3001": Decline(FailureClass.GATEWAY_FAULT, PROBLEMS["CP3001"].words),
        "CP3002": Decline(FailureClass.GATEWAY_FAULT, PROBLEMS["CP3002"].words),
        "CP3003": Decline(FailureClass.SOFT, PROBLEMS["CP3003"].words),
        "CP3004": Decline(FailureClass.HARD, PROBLEMS["CP3004"].words),
        "CP3005": Decline(FailureClass.GATEWAY_FAULT, PROBLEMS["CP3005"].words),
        "CP4001": Decline(FailureClass.HARD, PROBLEMS["CP4001"].words),
        "CP4002": Decline(FailureClass.GATEWAY_FAULT, PROBLEMS["CP4002"].words),
        "CP4003": Decline(FailureClass.HARD, PROBLEMS["CP4003"].words),
    }
)


def decline(code: str | None) -> Decline:
    """What the code says; a missing or unknown one counts as a soft decline."""
    return DECLINES.get(code or "", UNKNOWN_DECLINE)
