"""The shapes of /v1: what an answer consists of."""

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from api.amounts import Amount
from domain.changes import ChangeWhen
from domain.commands import CommandStatus
from domain.entitlements import Access
from domain.invoices import InvoiceStatus
from domain.pauses import PauseStatus
from domain.payments import PaymentChannel, PaymentStatus
from domain.pending_changes import ChangeStatus
from domain.processor import MethodKind
from domain.set_ups import SetUpStatus
from domain.subscriptions import SubscriptionStatus
from domain.trials import TrialStatus


class Shape(BaseModel):
    model_config = ConfigDict(frozen=True)


class ListOf(Shape):
    """`next` is the address of the following page, none at the end."""

    next: str | None


class PaymentMethodShape(Shape):
    number: str
    label: str
    expires_month: int | None
    expires_year: int | None


class PaymentMethodSeenShape(PaymentMethodShape):
    """`used_by` are the subscriptions that are charged to it."""

    kind: MethodKind
    is_default: bool
    has_expired: bool
    used_by: list[str]


class SetUpShape(Shape):
    """A method that is being given; `hosted_url` is where the customer gives it, while they can."""

    number: str
    status: SetUpStatus
    hosted_url: str | None
    expires_at: datetime | None
    decline_code: str | None


class EventShape(Shape):
    at: datetime
    text: str


class TrialShape(Shape):
    status: TrialStatus
    ends_at: datetime
    extensions_left: int


class SubscriptionShape(Shape):
    """`next_total` is what the next term comes to, tax included; null if it has no price."""

    number: str
    status: SubscriptionStatus
    plan: str
    plan_name: str
    quantity: int
    next_total: Amount | None
    auto_charge: bool
    term_starts_on: date | None
    term_ends_on: date | None
    renews_at: datetime | None


class ChangeShape(Shape):
    """A change that waits; `next_term` is what the term costs that begins with it."""

    status: ChangeStatus
    plan: str
    quantity: int
    addons: dict[str, int]
    coupon: str | None
    when: ChangeWhen
    asked_at: datetime
    next_term: Amount | None


class PauseShape(Shape):
    status: PauseStatus
    pause_on: date
    resume_on: date | None


class SubscriptionDetail(SubscriptionShape):
    """`may_…` and `offers` say what is offered now. `ends_at` is the end of what was cancelled."""

    says: str
    next_events: list[EventShape]
    trial: TrialShape | None
    payment_method: PaymentMethodShape | None
    may_activate: bool
    may_extend: bool
    may_switch_auto_charge: bool
    offers: list[str]
    addons: dict[str, int]
    coupon: str | None
    pending_change: ChangeShape | None
    pause: PauseShape | None
    ends_at: datetime | None


class AccessShape(Shape):
    """Whether what was sold may be used now; in `grace`, `until` is the first day without it."""

    subscription: str
    access: Access
    until: date | None


class SubscriptionList(ListOf):
    items: list[SubscriptionShape]


class ChargeShape(Shape):
    description: str
    detail: str
    amount: Amount


class TaxShape(Shape):
    name: str
    amount: Amount


class InvoiceShape(Shape):
    number: str
    status: InvoiceStatus
    issued_on: date | None
    due_on: date | None
    is_overdue: bool
    total: Amount
    outstanding: Amount
    subscription: str | None
    payment_under_way: str | None


class InvoicePaymentShape(Shape):
    number: str
    status: PaymentStatus
    planned: Amount
    applied: Amount


class InvoiceDetail(InvoiceShape):
    lines: list[ChargeShape]
    subtotal: Amount
    taxes: list[TaxShape]
    payments: list[InvoicePaymentShape]


class InvoiceList(ListOf):
    items: list[InvoiceShape]


class PaidInvoiceShape(Shape):
    number: str
    planned: Amount
    applied: Amount


class PaymentShape(Shape):
    """`hosted_url` is where the customer finishes the payment, while they can."""

    number: str
    status: PaymentStatus
    channel: PaymentChannel
    amount: Amount
    excess: Amount
    method: PaymentMethodShape | None
    invoices: list[PaidInvoiceShape]
    hosted_url: str | None
    created_at: datetime
    decided_at: datetime | None


class PaymentList(ListOf):
    items: list[PaymentShape]


class OwedShape(Shape):
    amount: Amount
    invoices: int
    due_on: date | None
    is_overdue: bool


class AdvanceShape(Shape):
    """What retainer invoices ask for, and what of them was paid and not used."""

    outstanding: Amount
    available: Amount


class PendingShape(Shape):
    quotes: int
    timesheets: int


class HomeShape(Shape):
    """`pending_approvals` is what waits for the customer to accept or decline it."""

    customer: str
    owed: list[OwedShape]
    credits: list[Amount]
    retainers: list[AdvanceShape]
    last_payment: PaymentShape | None
    needs_attention: list[str]
    pending_approvals: PendingShape


class CommandShape(Shape):
    """What has become of a command. `about` is the address of what it was about."""

    id: UUID
    status: CommandStatus
    about: str
    code: str | None = None
    detail: str | None = None
