"""The shapes of quotes in /v1, for customers and staff alike."""

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict

from api.amounts import Amount
from api.quotes.views import Beside, QuoteView, Version
from domain.periods import IntervalUnit
from domain.quote_conversions import OfferedPlan
from domain.quote_versions import LineChange, OfferedLine
from domain.quotes import QuoteStatus
from storage.quote_answers import QuoteAcceptanceRow
from storage.quotes import QuoteRow


class Shape(BaseModel):
    model_config = ConfigDict(frozen=True)


class QuoteShape(Shape):
    """`version` is the one on offer; `total` what it comes to as suggested, or as accepted."""

    number: str
    customer: str
    title: str
    status: QuoteStatus
    version: int
    valid_until: date | None
    sent_at: datetime | None
    total: Amount

    @classmethod
    def of(cls, row: QuoteRow) -> "QuoteShape":
        return cls(
            number=row.number,
            customer=row.customer,
            title=row.title,
            status=row.status,
            version=row.version,
            valid_until=row.valid_until,
            sent_at=row.sent_at,
            total=Amount.of(row.total),
        )


class QuoteLineShape(Shape):
    """`place` is the option's name in an acceptance. `amount` is without tax added to it."""

    place: int
    description: str
    quantity: int
    unit_price: Amount
    discount: Amount
    amount: Amount
    tax: str | None
    optional: bool
    suggested: bool

    @classmethod
    def of(cls, line: OfferedLine) -> "QuoteLineShape":
        item = line.item
        return cls(
            place=line.place,
            description=item.description,
            quantity=item.quantity,
            unit_price=Amount.of(item.unit_price),
            discount=Amount.of(item.discount),
            amount=Amount.of(item.amount),
            tax=item.tax.name if item.tax else None,
            optional=line.is_optional,
            suggested=line.is_suggested,
        )


class OfferedPlanShape(Shape):
    """What is sold as a subscription. Without `billing_cycles` it renews until it is cancelled."""

    code: str
    name: str
    quantity: int
    interval_unit: IntervalUnit
    interval_count: int
    billing_cycles: int | None

    @classmethod
    def of(cls, plan: OfferedPlan) -> "OfferedPlanShape":
        return cls(
            code=plan.code,
            name=plan.name,
            quantity=plan.quantity,
            interval_unit=plan.interval.unit,
            interval_count=plan.interval.count,
            billing_cycles=plan.billing_cycles,
        )


class VersionShape(Shape):
    """One version. `options` are those with which it comes to `total`."""

    version: int
    title: str
    lines: list[QuoteLineShape]
    options: list[int]
    subtotal: Amount
    tax: Amount
    total: Amount
    valid_until: date | None
    notes: str
    terms: str
    asks_for_purchase_order: bool
    plan: OfferedPlanShape | None
    sent_at: datetime | None

    @classmethod
    def of(cls, version: Version, options: frozenset[int] | None = None) -> "VersionShape":
        """Raises `NoSuchOption` and `NothingOffered`."""
        choice = version.with_options(version.suggested if options is None else options)
        row = version.row
        return cls(
            version=row.version,
            title=row.title,
            lines=[QuoteLineShape.of(each) for each in version.lines],
            options=sorted(choice.options),
            subtotal=Amount.of(choice.amounts.subtotal),
            tax=Amount.of(choice.amounts.tax),
            total=Amount.of(choice.total),
            valid_until=row.valid_until,
            notes=row.notes,
            terms=row.terms,
            asks_for_purchase_order=row.wants_purchase_order,
            plan=OfferedPlanShape.of(version.plan) if version.plan else None,
            sent_at=row.sent_at,
        )


class AcceptanceShape(Shape):
    version: int
    total: Amount
    options: list[int]
    by: str
    name: str
    purchase_order: str
    accepted_at: datetime

    @classmethod
    def of(cls, row: QuoteAcceptanceRow) -> "AcceptanceShape":
        return cls(
            version=row.version,
            total=Amount.of(row.total),
            options=row.options,
            by=row.contact,
            name=row.name,
            purchase_order=row.purchase_order,
            accepted_at=row.accepted_at,
        )


class QuoteDetail(QuoteShape):
    """`offer` is the version that was asked for; `versions` are those that can be."""

    offer: VersionShape
    versions: list[int]
    acceptance: AcceptanceShape | None
    decline_reason: str | None
    became: str | None

    @classmethod
    def seen(cls, view: QuoteView) -> "QuoteDetail":
        return cls(
            **vars(QuoteShape.of(view.quote)),
            offer=VersionShape.of(view.shown, view.choice.options),
            versions=[each.version for each in view.versions],
            acceptance=AcceptanceShape.of(view.acceptance) if view.acceptance else None,
            decline_reason=view.declined.reason if view.declined else None,
            became=view.became,
        )


class ComparedShape(Shape):
    change: LineChange
    before: QuoteLineShape | None
    after: QuoteLineShape | None


class ComparisonShape(Shape):
    """Two versions side by side, in the order of the later one."""

    before: VersionShape
    after: VersionShape
    lines: list[ComparedShape]

    @classmethod
    def of(cls, found: Beside) -> "ComparisonShape":
        return cls(
            before=VersionShape.of(found.before),
            after=VersionShape.of(found.after),
            lines=[
                ComparedShape(
                    change=each.change,
                    before=QuoteLineShape.of(each.before) if each.before else None,
                    after=QuoteLineShape.of(each.after) if each.after else None,
                )
                for each in found.rows
            ],
        )


class QuoteList(Shape):
    """`next` is the address of the following page, none at the end."""

    items: list[QuoteShape]
    next: str | None
