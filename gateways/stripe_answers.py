"""Stripe's answers, read strictly: whatever is none leaves the outcome unknown."""

from collections.abc import Callable
from typing import Final, TypeVar

from pydantic import BaseModel, Field, ValidationError
from stripe import StripeObject

from domain.money import CurrencyMismatch, UnknownCurrency
from domain.processor import GatewayFault, MethodFacts, MethodKind

_BRANDS: Final = {
    "amex": "American Express",
    "diners": "Diners Club",
    "jcb": "JCB",
    "sepa_debit": "SEPA",
    "unionpay": "UnionPay",
}


class _CardFacts(BaseModel):
    brand: str
    last4: str
    exp_month: int
    exp_year: int
    country: str | None = None


class _BankFacts(BaseModel):
    last4: str = ""
    country: str | None = None
    bank_name: str | None = None


class MethodAnswer(BaseModel):
    """A payment method. One without a customer paid once, and cannot be charged again."""

    id: str
    type: str
    customer: str | None = None
    card: _CardFacts | None = None
    sepa_debit: _BankFacts | None = None
    us_bank_account: _BankFacts | None = None

    @property
    def token(self) -> str:
        return f"{self.customer}/{self.id}" if self.customer else ""

    def facts(self) -> MethodFacts:
        return self._card_facts(self.card) if self.card else self._bank_facts()

    def _card_facts(self, card: _CardFacts) -> MethodFacts:
        return MethodFacts(
            token=self.token,
            kind=MethodKind.CARD,
            brand=_brand(card.brand),
            last4=card.last4,
            expires_month=card.exp_month,
            expires_year=card.exp_year,
            country=card.country or "",
        )

    def _bank_facts(self) -> MethodFacts:
        bank = self.sepa_debit or self.us_bank_account or _BankFacts()
        return MethodFacts(
            token=self.token,
            kind=MethodKind.BANK_ACCOUNT,
            brand=bank.bank_name or _brand(self.type),
            last4=bank.last4,
            expires_month=None,
            expires_year=None,
            country=bank.country or "",
        )


class ErrorAnswer(BaseModel):
    """Why the last try failed."""

    code: str | None = None
    decline_code: str | None = None


class _Outcome(BaseModel):
    type: str = ""


class ChargeAnswer(BaseModel):
    """One try of an intent, or the money that it took."""

    id: str
    disputed: bool = False
    outcome: _Outcome | None = None


class IntentAnswer(BaseModel):
    """A PaymentIntent, with its method and its last try.

    `amount` is what was asked for, `amount_received` what was taken of it.
    """

    id: str
    status: str
    amount: int
    amount_received: int | None = None
    currency: str
    metadata: dict[str, str] = Field(default_factory=dict)
    payment_method: MethodAnswer | None = None
    latest_charge: ChargeAnswer | None = None
    last_payment_error: ErrorAnswer | None = None

    @property
    def is_of_page(self) -> bool:
        return self.metadata.get("page") == "hosted"


class SetupIntentAnswer(BaseModel):
    id: str
    payment_method: MethodAnswer | None = None
    last_setup_error: ErrorAnswer | None = None


class SessionAnswer(BaseModel):
    """A page of Stripe's: to pay on, or to give a method on."""

    id: str
    status: str
    url: str | None = None
    expires_at: int
    amount_total: int | None = None
    currency: str | None = None
    metadata: dict[str, str] = Field(default_factory=dict)
    payment_intent: IntentAnswer | None = None
    setup_intent: SetupIntentAnswer | None = None

    @property
    def is_open(self) -> bool:
        return self.status == "open"


class RefundAnswer(BaseModel):
    id: str
    status: str
    amount: int
    currency: str
    metadata: dict[str, str] = Field(default_factory=dict)
    failure_reason: str | None = None


class DisputeAnswer(BaseModel):
    status: str
    amount: int
    currency: str


class Named(BaseModel):
    """Anything in a list, as far as finding it needs."""

    id: str
    metadata: dict[str, str] = Field(default_factory=dict)


_Form = TypeVar("_Form", bound=BaseModel)
_Read = TypeVar("_Read")


def read(form: type[_Form], answer: StripeObject) -> _Form:
    """The answer as a value. Raises `GatewayFault` for one that is something else."""
    return sound(lambda: form.model_validate(answer.to_dict(for_json=True)))


def sound(reading: Callable[[], _Read]) -> _Read:
    """What was read. Raises `GatewayFault` where an answer makes no sense."""
    try:
        return reading()
    except (ValidationError, UnknownCurrency, CurrencyMismatch, ValueError) as garbled:
        raise GatewayFault("the answer says something else than was asked") from garbled


def _brand(name: str) -> str:
    return _BRANDS.get(name, name.replace("_", " ").title())
