"""Makes the shapes of /v1 from what the views say."""

from collections.abc import Iterable
from datetime import datetime

from api.amounts import Amount
from api.callers import SignedInContact
from api.outlooks import Outlook
from api.portal.v1.shapes import (
    AdvanceShape,
    ChangeShape,
    ChargeShape,
    EventShape,
    HomeShape,
    InvoiceDetail,
    InvoicePaymentShape,
    InvoiceShape,
    OwedShape,
    PaidInvoiceShape,
    PauseShape,
    PaymentMethodSeenShape,
    PaymentMethodShape,
    PaymentShape,
    PendingShape,
    SetUpShape,
    SubscriptionDetail,
    SubscriptionShape,
    TaxShape,
    TrialShape,
)
from api.portal.views.home import Home
from api.portal.views.invoices import Document, ListedInvoice
from api.portal.views.methods import MethodSeen
from api.portal.views.permits import permits_of
from api.portal.views.stories import Story
from domain.cancellations import CancellationStatus
from domain.contents import Contents
from domain.money import Money
from domain.payments import OPEN_ATTEMPT
from storage.pauses import PauseRow
from storage.payment_methods import PaymentMethodRow
from storage.portal.payments import PaidInvoice, PaymentSeen
from storage.portal.subscriptions import SubscriptionSeen
from storage.set_ups import SetUpRow


def method(row: PaymentMethodRow) -> PaymentMethodShape:
    return PaymentMethodShape(
        number=row.number,
        label=row.label,
        expires_month=row.expires_month,
        expires_year=row.expires_year,
    )


def method_seen(seen: MethodSeen) -> PaymentMethodSeenShape:
    return PaymentMethodSeenShape(
        **method(seen.row).model_dump(),
        kind=seen.row.kind,
        is_default=seen.row.is_default,
        has_expired=seen.has_expired,
        used_by=[each.row.number for each in seen.used_by],
    )


def set_up(row: SetUpRow) -> SetUpShape:
    return SetUpShape(
        number=row.number,
        status=row.status,
        hosted_url=row.hosted_url,
        expires_at=row.expires_at,
        decline_code=row.failure_code,
    )


def subscription(seen: SubscriptionSeen, next_total: Money | None) -> SubscriptionShape:
    row = seen.row
    return SubscriptionShape(
        number=row.number,
        status=row.status,
        plan=row.plan,
        plan_name=seen.plan_row.name,
        quantity=row.quantity,
        next_total=Amount.of(next_total) if next_total else None,
        auto_charge=row.auto_charge,
        term_starts_on=row.term_starts_on,
        term_ends_on=row.term_ends_on,
        renews_at=row.renews_at,
    )


def subscription_detail(
    contact: SignedInContact, seen: SubscriptionSeen, told: Story, outlook: Outlook
) -> SubscriptionDetail:
    permits = permits_of(contact, seen)
    trial = seen.trial and TrialShape(
        status=seen.trial.status,
        ends_at=seen.trial.ends_at,
        extensions_left=permits.extensions_left,
    )
    return SubscriptionDetail(
        **subscription(seen, outlook.next_total).model_dump(),
        says=told.now,
        next_events=[EventShape(at=event.at, text=event.text) for event in told.next],
        trial=trial,
        payment_method=method(seen.method) if seen.method else None,
        may_activate=permits.activate,
        may_extend=permits.extend,
        may_switch_auto_charge=permits.auto_charge,
        offers=sorted(action.value for action in permits.offers),
        addons=_counts(outlook.contents) if outlook.contents else {},
        coupon=seen.row.coupon,
        pending_change=_change(outlook),
        pause=_pause(outlook.pause) if outlook.pause else None,
        ends_at=_ends_at(outlook),
    )


def _counts(contents: Contents) -> dict[str, int]:
    return {each.addon.code: each.quantity for each in contents.addons}


def _change(outlook: Outlook) -> ChangeShape | None:
    row, renewal = outlook.change, outlook.renewal
    if row is None:
        return None
    return ChangeShape(
        status=row.status,
        plan=row.plan,
        quantity=row.quantity,
        addons=dict(row.addons),
        coupon=row.coupon,
        when=row.change_when,
        asked_at=row.asked_at,
        next_term=Amount.of(renewal.total) if renewal and outlook.scheduled else None,
    )


def _pause(row: PauseRow) -> PauseShape:
    return PauseShape(status=row.status, pause_on=row.pause_on, resume_on=row.resume_on)


def _ends_at(outlook: Outlook) -> datetime | None:
    row = outlook.cancellation
    return row.ends_at if row and row.status is CancellationStatus.SCHEDULED else None


def invoice(listed: ListedInvoice) -> InvoiceShape:
    row = listed.seen.row
    return InvoiceShape(
        number=row.number or "",
        status=row.status,
        issued_on=row.issued_on,
        due_on=row.due_on,
        is_overdue=listed.is_overdue,
        total=Amount.of(row.total),
        outstanding=Amount.of(row.balance.outstanding),
        subscription=row.subscription,
        payment_under_way=listed.under_way.number if listed.under_way else None,
    )


def document(found: Document) -> InvoiceDetail:
    row = found.seen.row
    return InvoiceDetail(
        **invoice(found.listed).model_dump(),
        lines=[
            ChargeShape(
                description=line.description, detail=line.detail, amount=Amount.of(line.amount)
            )
            for line in found.paper.lines
        ],
        subtotal=Amount.of(row.money(row.subtotal_minor_units)),
        taxes=_taxes(found.paper.taxes),
        payments=[
            InvoicePaymentShape(
                number=each.payment.row.number,
                status=each.payment.row.status,
                planned=Amount.of(each.planned),
                applied=Amount.of(each.applied),
            )
            for each in found.payments
        ],
    )


def payment(seen: PaymentSeen, invoices: Iterable[PaidInvoice]) -> PaymentShape:
    row = seen.row
    return PaymentShape(
        number=row.number,
        status=row.status,
        channel=row.channel,
        amount=Amount.of(row.amount),
        excess=Amount.of(Money(row.excess_minor_units, row.currency)),
        method=method(seen.method) if seen.method else None,
        invoices=[
            PaidInvoiceShape(
                number=each.invoice.number or "",
                planned=Amount.of(each.planned),
                applied=Amount.of(each.applied),
            )
            for each in invoices
            if each.payment == row.number
        ],
        hosted_url=row.hosted_url if row.status in OPEN_ATTEMPT else None,
        created_at=row.created_at,
        decided_at=row.decided_at,
    )


def home(contact: SignedInContact, found: Home) -> HomeShape:
    last = found.last_payment
    return HomeShape(
        customer=contact.customer.number,
        owed=[
            OwedShape(
                amount=Amount.of(owed.amount),
                invoices=owed.invoices,
                due_on=owed.due_on,
                is_overdue=owed.is_overdue,
            )
            for owed in found.owed
        ],
        credits=[Amount.of(credit) for credit in found.credits],
        retainers=[
            AdvanceShape(
                outstanding=Amount.of(each.outstanding), available=Amount.of(each.available)
            )
            for each in found.retainers
        ],
        last_payment=payment(last.payment, last.invoices) if last else None,
        needs_attention=[each.seen.row.number for each in found.attention],
        pending_approvals=PendingShape(quotes=found.quotes, timesheets=found.timesheets),
    )


def _taxes(pairs: Iterable[tuple[str, Money]]) -> list[TaxShape]:
    return [TaxShape(name=name, amount=Amount.of(amount)) for name, amount in pairs]
