"""What the console's JSON looks like. Instants are UTC."""

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from api.amounts import Amount
from api.commands import Decided
from api.staff.views.customers import ContactView, ListedCustomer
from api.staff.views.invoices import InvoiceView
from api.staff.views.plans import PlanView
from domain.invoices import InvoiceKind
from domain.tax_treatments import TaxTreatment
from storage.commands import CommandRow
from storage.customers import CustomerRow
from storage.invoices import InvoiceLineRow, InvoiceRow
from storage.subscriptions import SubscriptionRow


class Shape(BaseModel):
    model_config = ConfigDict(frozen=True, from_attributes=True)


class InvitationShape(Shape):
    status: str
    sent_at: datetime
    expires_at: datetime
    accepted_at: datetime | None


class ContactShape(Shape):
    number: str
    customer: str
    name: str
    email: str
    phone: str
    language: str | None
    is_primary: bool
    signed_in_at: datetime | None
    invitation: InvitationShape | None = None

    @classmethod
    def of(cls, view: ContactView) -> "ContactShape":
        shape = cls.model_validate(view.contact)
        if view.invitation is None:
            return shape
        invitation = InvitationShape.model_validate(view.invitation)
        return shape.model_copy(update={"invitation": invitation})


class CustomerShape(Shape):
    number: str
    reference: str | None
    name: str
    currency: str
    language: str
    time_zone: str
    country: str
    tax_id: str
    tax_treatment: TaxTreatment
    billing_address: dict[str, str]
    shipping_address: dict[str, str]
    created_at: datetime
    main_contact: ContactShape | None = None

    @classmethod
    def of(cls, row: CustomerRow, main: ContactView | None) -> "CustomerShape":
        contact = ContactShape.of(main) if main else None
        return cls.model_validate(row).model_copy(update={"main_contact": contact})

    @classmethod
    def listed(cls, listed: ListedCustomer) -> "CustomerShape":
        return cls.of(listed.customer, listed.main)


class PriceShape(Shape):
    unit: Amount
    setup: Amount


class PlanShape(Shape):
    code: str
    name: str
    description: str
    interval_unit: str
    interval_count: int
    trial_days: int
    billing_cycles: int | None
    tax_rate: str | None
    prices: list[PriceShape] = []

    @classmethod
    def of(cls, view: PlanView) -> "PlanShape":
        prices = [
            PriceShape(unit=Amount.of(price.unit), setup=Amount.of(price.setup))
            for price in view.prices
        ]
        return cls.model_validate(view.plan).model_copy(update={"prices": prices})


class SubscriptionShape(Shape):
    number: str
    reference: str | None
    customer: str
    plan: str
    currency: str
    quantity: int
    status: str
    auto_charge: bool
    payment_method: str | None
    dunning_rule: str | None
    starts_at: datetime
    term_starts_on: date | None
    term_ends_on: date | None
    renews_at: datetime | None
    ended_at: datetime | None

    @classmethod
    def of(cls, row: SubscriptionRow) -> "SubscriptionShape":
        return cls.model_validate(row)


class AccessShape(Shape):
    """Whether what was sold may be used now; in `grace`, `until` is the first day without it."""

    subscription: str
    access: str
    until: date | None


class LineShape(Shape):
    description: str
    quantity: int
    unit: Amount
    net: Amount
    tax: Amount
    starts_on: date | None
    ends_on: date | None


class InvoiceShape(Shape):
    number: str | None
    kind: InvoiceKind
    project: str | None
    customer: str
    subscription: str | None
    status: str
    issued_on: date | None
    due_on: date | None
    viewed_at: datetime | None
    paid_at: datetime | None
    subtotal: Amount
    tax: Amount
    total: Amount
    outstanding: Amount

    @classmethod
    def of(cls, row: InvoiceRow) -> "InvoiceShape":
        return cls(
            number=row.number,
            kind=row.kind,
            project=row.project,
            customer=row.customer,
            subscription=row.subscription,
            status=row.status,
            issued_on=row.issued_on,
            due_on=row.due_on,
            viewed_at=row.viewed_at,
            paid_at=row.paid_at,
            subtotal=Amount.of(row.money(row.subtotal_minor_units)),
            tax=Amount.of(row.money(row.tax_minor_units)),
            total=Amount.of(row.total),
            outstanding=Amount.of(row.money(row.outstanding_minor_units)),
        )


class InvoiceDetail(InvoiceShape):
    lines: list[LineShape] = []

    @classmethod
    def seen(cls, view: InvoiceView) -> "InvoiceDetail":
        lines = [_line(view.invoice, line) for line in view.lines]
        return cls(**vars(InvoiceShape.of(view.invoice)), lines=lines)


def _line(invoice: InvoiceRow, line: InvoiceLineRow) -> LineShape:
    return LineShape(
        description=line.description,
        quantity=line.quantity,
        unit=Amount.of(invoice.money(line.unit_minor_units)),
        net=Amount.of(invoice.money(line.net_minor_units)),
        tax=Amount.of(invoice.money(line.tax_minor_units)),
        starts_on=line.starts_on,
        ends_on=line.ends_on,
    )


class CommandShape(Shape):
    id: UUID
    status: str
    process: str
    key: str
    signal: str | None
    actor_kind: str
    actor: str
    customer: str | None
    document: str
    says: str
    code: str | None
    detail: str | None
    given_at: datetime
    delivered_at: datetime | None
    decided_at: datetime | None

    @classmethod
    def of(cls, row: CommandRow) -> "CommandShape":
        return cls.model_validate(row)


class DecidedShape(Shape):
    """What became of a command; `pending` is answered with 202 and a place to look."""

    id: UUID
    status: str
    process: str
    key: str

    @classmethod
    def of(cls, decided: Decided) -> "DecidedShape":
        return cls.model_validate(decided)
