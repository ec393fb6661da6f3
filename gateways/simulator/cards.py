"""Test cards: what a customer can choose on a hosted page, and tokens that exist from the start."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from domain.processor import MethodFacts, MethodKind
from domain.words import N_
from gateways.simulator.behaviours import Behaviour, BehaviourKind

TOKEN: Final = re.compile(r"pm_[A-Za-z0-9_]{1,100}")
_YEARS_VALID: Final = 4


@dataclass(frozen=True)
class TestCard:
    """One means of payment of the sandbox. Its number does not exist, only its last four digits."""

    __test__ = False  # it is no test, whatever its name says to pytest

    token: str
    brand: str
    last4: str
    says: str
    behaviour: Behaviour
    on_page: bool = True
    expired: bool = False

    @property
    def kind(self) -> MethodKind:
        is_card = self.token.startswith("pm_card_")
        return MethodKind.CARD if is_card else MethodKind.BANK_ACCOUNT

    @property
    def behaviour_once_saved(self) -> Behaviour:
        """A card that its holder confirmed while saving it is charged without asking again."""
        confirmed = self.behaviour.kind is BehaviourKind.REQUIRES_ACTION
        return Behaviour(BehaviourKind.APPROVE) if confirmed else self.behaviour

    def facts(self, token: str, at: datetime) -> MethodFacts:
        """What may be known about it, as the holder of this token."""
        is_card = self.kind is MethodKind.CARD
        year = at.year - 1 if self.expired else at.year + _YEARS_VALID
        return MethodFacts(
            token=token,
            kind=self.kind,
            brand=self.brand,
            last4=self.last4,
            expires_month=12 if is_card else None,
            expires_year=year if is_card else None,
            country="DE",
        )


def _shown(token: str, brand: str, last4: str, says: str, behaviour: str) -> TestCard:
    return TestCard(
        token, brand, last4, says, Behaviour.parse(behaviour), expired="expired" in token
    )


def _hidden(token: str, last4: str, behaviour: str) -> TestCard:
    return TestCard(token, "Visa", last4, "", Behaviour.parse(behaviour), on_page=False)


CARDS: Final = (
    _shown("pm_card_visa", "Visa", "4242", N_("approves"), "approve"),
    _shown("pm_card_mastercard", "Mastercard", "4444", N_("approves"), "approve"),
    _shown("pm_card_authenticate", "Visa", "3155", N_("needs 3-D Secure"), "requires_action"),
    _shown(
        "pm_card_insufficient_funds",
        "Visa",
        "9995",
        N_("declined: insufficient funds"),
        "decline:insufficient_funds",
    ),
    _shown("pm_card_lost", "Visa", "9987", N_("declined: lost card"), "decline:lost_card"),
    _shown(
        "pm_card_expired",
        "Mastercard",
        "0069",
        N_("declined: expired card"),
        "decline:expired_card",
    ),
    _shown(
        "pm_card_processing",
        "Visa",
        "0077",
        N_("succeeds half a minute later"),
        "processing:30",
    ),
    _shown(
        "pm_bank_account",
        "SEPA",
        "3000",
        N_("succeeds a minute later"),
        "processing:60",
    ),
    _hidden("pm_card_charge_then_drop", "0127", "charge_then_drop"),
    _hidden("pm_card_charge_then_500", "0500", "charge_then_500"),
    _hidden("pm_card_unreachable", "0404", "unreachable"),
    _hidden("pm_card_delay", "0010", "delay:10"),
    _hidden("pm_card_refuse_repeats", "3005", "refuse_repeats:300"),
    _hidden("pm_card_refund_pending", "7726", "refund_pending:259200"),
    _hidden("pm_card_refund_fails", "5126", "refund_fails:259200"),
    _hidden("pm_card_dispute_won", "0259", "dispute_won:604800"),
    _hidden("pm_card_dispute_lost", "2685", "dispute_lost:604800"),
)

ON_PAGE: Final = {card.token: card for card in CARDS if card.on_page}
_BY_LENGTH = sorted(CARDS, key=lambda card: -len(card.token))


def offered(*, bank_account: bool) -> list[TestCard]:
    """What can be chosen on a page; an account of a bank only where that is allowed."""
    return [card for card in ON_PAGE.values() if bank_account or card.kind is MethodKind.CARD]


def card_behind(token: str) -> TestCard | None:
    """The test card of a token that nobody had to save: `pm_card_visa`, or `pm_card_visa_acme`.

    With a suffix of its own, every customer may have one that behaves on its own.
    """
    if not TOKEN.fullmatch(token):
        return None
    owners = (
        card for card in _BY_LENGTH if token == card.token or token.startswith(f"{card.token}_")
    )
    return next(owners, None)
