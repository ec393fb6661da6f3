"""Where the story of a subscription lies: each table that knows a part of it, read alike.

Each source finds its rows by an index, and all have the same columns, so that they are read as one.
`number` is the subscription's, as a parameter of the statement.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    Text,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    union,
    union_all,
)
from sqlalchemy.dialects.postgresql import JSONB

from domain.cancellations import CancellationStatus
from domain.subscriptions import SubscriptionStatus
from domain.timelines import TimelineKind
from storage.cancellations import CancellationRow
from storage.changes import ChangeRow
from storage.credit_notes import CreditNoteRow
from storage.dunning import DunningRow
from storage.invoices import InvoiceRow
from storage.messages import MessageRow
from storage.pauses import PauseRow
from storage.payments import AllocationRow, PaymentRow
from storage.reminders import ReminderRow
from storage.subscriptions import SubscriptionRow
from storage.trials import TrialRow

Source = Select[Any]
Column = Any  # a mapped column, or an expression
_K = TimelineKind
_NONE: ColumnElement[Any] = cast(null(), Text)
_NOT_BEGUN = (SubscriptionStatus.FUTURE, SubscriptionStatus.CREATION_FAILED)


def source(
    kind: TimelineKind, at: Column, about: Column, facts: Mapping[str, Column], **more: Column
) -> Source:
    """The columns of every source; `facts` are what the words for this kind need besides."""
    pairs = [part for name, value in facts.items() for part in (literal(name), value)]
    return select(
        at.label("at"),
        literal(kind.value).label("kind"),
        cast(about, Text).label("about"),
        cast(more.get("status", _NONE), Text).label("status"),
        more.get("amount", cast(null(), BigInteger)).label("amount"),
        cast(more.get("currency", _NONE), Text).label("currency"),
        cast(more.get("actor_kind", _NONE), Text).label("actor_kind"),
        cast(more.get("actor", _NONE), Text).label("actor"),
        func.jsonb_build_object(*pairs, type_=JSONB).label("facts"),
    )


def public_sources(number: Column) -> list[Source]:
    """What the customer sees of it, but for commands."""
    return [
        *_life(number),
        *_money(number),
        _mails(number),
        *_changes(number),
        *_pauses(number),
        *_cancellations(number),
    ]


def inner_sources(number: Column) -> list[Source]:
    """What only staff see of it, but for commands."""
    dunning, reminders = DunningRow.subscription == number, ReminderRow.subscription == number
    return [
        _run(_K.DUNNING_BEGAN, DunningRow, DunningRow.first_failure_at).where(dunning),
        _run(_K.DUNNING_ENDED, DunningRow, DunningRow.ended_at).where(
            dunning, DunningRow.ended_at.is_not(None)
        ),
        _run(_K.REMINDERS_BEGAN, ReminderRow, ReminderRow.started_at).where(reminders),
        _run(_K.REMINDERS_ENDED, ReminderRow, ReminderRow.ended_at).where(
            reminders, ReminderRow.ended_at.is_not(None)
        ),
    ]


def step_moments(number: Column) -> Select[Any]:
    """The moments in which a change, a pause or a cancellation was written, or went on."""
    columns = (
        (ChangeRow, (ChangeRow.asked_at, ChangeRow.decided_at)),
        (PauseRow, (PauseRow.given_at, PauseRow.begun_at, PauseRow.ended_at)),
        (CancellationRow, (CancellationRow.given_at, CancellationRow.decided_at)),
    )
    moments = union(
        *(
            select(moment.label("at")).where(row.subscription == number, moment.is_not(None))
            for row, of_row in columns
            for moment in of_row
        )
    ).subquery()
    return select(moments.c.at)


def invoices_of(number: Column) -> Select[Any]:
    return select(InvoiceRow.number).where(
        InvoiceRow.subscription == number, InvoiceRow.number.is_not(None)
    )


def _payments_of(number: Column) -> Select[Any]:
    return (
        select(AllocationRow.payment)
        .join(InvoiceRow, InvoiceRow.id == AllocationRow.invoice)
        .where(InvoiceRow.subscription == number)
    )


def _life(number: Column) -> list[Source]:
    row, trial = SubscriptionRow, TrialRow
    plan = {"plan": row.plan, "quantity": row.quantity}
    had_trial = select(trial.subscription).where(trial.subscription == row.number).exists()
    return [
        source(_K.BEGAN, row.starts_at, row.number, plan).where(
            row.number == number, row.status.not_in(_NOT_BEGUN), ~had_trial
        ),
        source(_K.ENDED, row.ended_at, row.number, plan, status=row.status).where(
            row.number == number, row.ended_at.is_not(None)
        ),
        source(_K.TRIAL_BEGAN, trial.started_at, trial.subscription, {"days": trial.days}).where(
            trial.subscription == number
        ),
        source(_K.TRIAL_LAPSED, trial.lapsed_at, trial.subscription, {}).where(
            trial.subscription == number, trial.lapsed_at.is_not(None)
        ),
    ]


def _money(number: Column) -> list[Source]:
    invoice, payment, note = InvoiceRow, PaymentRow, CreditNoteRow
    issued_at = func.coalesce(invoice.finalised_at, invoice.created_at)
    decided_at = func.coalesce(payment.decided_at, payment.created_at)
    return [
        source(
            _K.INVOICE,
            issued_at,
            invoice.number,
            {"due_on": invoice.due_on},
            status=invoice.status,
            amount=invoice.total_minor_units,
            currency=invoice.currency,
        ).where(invoice.subscription == number, invoice.number.is_not(None)),
        source(
            _K.PAYMENT,
            decided_at,
            payment.number,
            {"channel": payment.channel, "failure_code": payment.failure_code},
            status=payment.status,
            amount=payment.amount_minor_units,
            currency=payment.currency,
        ).where(payment.number.in_(_payments_of(number))),
        source(
            _K.CREDIT_NOTE,
            note.issued_at,
            note.number,
            {"reason": note.reason},
            amount=note.total_minor_units,
            currency=note.currency,
        ).where(note.subscription == number),
    ]


def _mails(number: Column) -> Source:
    row = MessageRow
    facts = {"mail": row.kind, "failure": row.failure}
    documents = union_all(
        select(number.label("document")), invoices_of(number), _payments_of(number)
    )
    return source(_K.MAIL, row.created_at, row.number, facts, status=row.status).where(
        row.document.in_(documents), row.contact.is_not(None)
    )


def _changes(number: Column) -> list[Source]:
    row = ChangeRow
    facts = {
        "kind": row.kind,
        "when": row.change_when,
        "plan": row.plan,
        "quantity": row.quantity,
        "reason": row.drop_reason,
    }
    asked = source(_K.CHANGE_ASKED, row.asked_at, row.subscription, facts, status=row.status)
    decided = source(_K.CHANGE_DECIDED, row.decided_at, row.subscription, facts, status=row.status)
    return [
        asked.where(row.subscription == number),
        decided.where(row.subscription == number, row.decided_at.is_not(None)),
    ]


def _pauses(number: Column) -> list[Source]:
    """One that began at once was never scheduled."""
    row = PauseRow
    facts = {"pause_on": row.pause_on, "resume_on": row.resume_on}

    def step(kind: TimelineKind, at: Column) -> Source:
        found = source(kind, at, row.subscription, facts, status=row.status)
        return found.where(row.subscription == number, at.is_not(None))

    return [
        step(_K.PAUSE_SCHEDULED, row.given_at).where(
            or_(row.begun_at.is_(None), row.begun_at != row.given_at)
        ),
        step(_K.PAUSE_BEGAN, row.begun_at),
        step(_K.PAUSE_ENDED, row.ended_at),
    ]


def _cancellations(number: Column) -> list[Source]:
    """That it took effect is told by the end of the subscription, while it has ended."""
    row = CancellationRow
    facts = {"mode": row.mode, "reason": row.reason, "comment": row.comment, "ends_at": row.ends_at}

    def step(kind: TimelineKind, at: Column) -> Source:
        found = source(kind, at, row.subscription, facts, status=row.status)
        return found.where(row.subscription == number, at.is_not(None))

    has_ended = (
        select(SubscriptionRow.number)
        .where(SubscriptionRow.number == number, SubscriptionRow.ended_at.is_not(None))
        .exists()
    )
    return [
        step(_K.CANCELLATION_SCHEDULED, row.given_at).where(
            or_(row.decided_at.is_(None), row.decided_at != row.given_at)
        ),
        step(_K.CANCELLATION_DECIDED, row.decided_at).where(
            or_(row.status == CancellationStatus.REMOVED, ~has_ended)
        ),
    ]


def _run(kind: TimelineKind, row: type[DunningRow] | type[ReminderRow], at: Column) -> Source:
    return source(kind, at, row.invoice, {}, status=row.status)
