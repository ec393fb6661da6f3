"""What the books know already when files are to be imported into them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.dunning import DunningRule
from domain.money import Money
from domain.periods import Interval
from domain.tax_treatments import TaxTreatment
from domain.taxes import TaxRate


@dataclass(frozen=True)
class Standards:
    """What the organisation has settled for everybody who does not say otherwise."""

    currency: str
    language: str
    time_zone: str
    country: str
    run_hour: int


@dataclass(frozen=True)
class PlanTerms:
    """A plan without its prices."""

    code: str
    name: str
    description: str
    interval: Interval
    trial_days: int
    billing_cycles: int | None
    tax_rate: str | None


@dataclass(frozen=True)
class PlanPrice:
    """What a unit of a plan costs in one currency, and what setting up costs once."""

    unit: Money
    setup: Money


@dataclass(frozen=True)
class PriceKey:
    plan: str
    currency: str


@dataclass(frozen=True)
class MethodKey:
    """A payment method: the customer's reference, and the processor's token."""

    customer: str
    token: str


@dataclass(frozen=True)
class CustomerFacts:
    """What of a customer the rows of other files depend on."""

    currency: str
    time_zone: str
    has_primary: bool = False
    tax_id: str = ""
    tax_treatment: TaxTreatment = TaxTreatment.BY_RULE


@dataclass(frozen=True)
class SubscriptionFacts:
    """What of a subscription its invoices depend on. `customer` is a reference."""

    customer: str
    currency: str


@dataclass(frozen=True)
class Known:
    """The state of the books, by the references of files. Empty books know nothing.

    `methods` says of each payment method whether it can still be charged.
    """

    standards: Standards | None = None
    dunning_rule: DunningRule = field(default_factory=DunningRule)
    tax_rates: Mapping[str, TaxRate] = field(default_factory=dict)
    plans: Mapping[str, PlanTerms] = field(default_factory=dict)
    prices: Mapping[PriceKey, PlanPrice] = field(default_factory=dict)
    addons: frozenset[str] = frozenset()
    coupons: frozenset[str] = frozenset()
    customers: Mapping[str, CustomerFacts] = field(default_factory=dict)
    methods: Mapping[MethodKey, bool] = field(default_factory=dict)
    subscriptions: Mapping[str, SubscriptionFacts] = field(default_factory=dict)
    invoices: frozenset[str] = frozenset()
