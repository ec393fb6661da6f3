"""Which processes the books say are open: what should be running, whatever Temporal says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Row, Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from domain.cancellations import CancellationStatus
from domain.invitations import InvitationStatus
from domain.invoice_drafts import DraftStatus
from domain.messages import MessageStatus
from domain.refunds import OPEN_REFUND
from domain.set_ups import OPEN_SET_UP
from domain.subscriptions import SubscriptionStatus
from storage.approvals import OPEN as OPEN_APPROVALS
from storage.approvals import ApprovalRow
from storage.base import Base
from storage.cancellations import CancellationRow
from storage.customers import ContactRow
from storage.dunning import RUNNING, DunningRow
from storage.invitations import InvitationRow
from storage.invoice_drafts import InvoiceDraftRow
from storage.messages import MessageRow
from storage.pauses import OPEN as OPEN_PAUSES
from storage.pauses import PauseRow
from storage.payments import UNDECIDED, PaymentRow
from storage.quotes import OPEN_QUOTES, QuoteRow
from storage.refunds import RefundRow
from storage.reminders import ReminderRow
from storage.set_ups import SetUpRow
from storage.subscriptions import RENEWING, SubscriptionRow
from storage.trials import OPEN, TrialRow

Query = TypeVar("Query", bound=Select[*tuple[Any, ...]])


class ProcessKind(StrEnum):
    """The processes, by the names that their workflow ids begin with.

    Reminders run in the process that would dun their invoice.
    """

    TRIAL = "trial"
    SUBSCRIPTION = "subscription"
    PAYMENT = "payment"
    REFUND = "refund"
    METHOD = "method"
    DUNNING = "dunning"
    REMINDERS = "reminders"
    INVITATION = "invitation"
    DELIVERY = "delivery"
    PAUSE = "pause"
    CANCELLATION = "cancellation"
    INVOICE = "invoice"
    QUOTE = "quote"
    APPROVAL = "approval"


@dataclass(frozen=True)
class _Kept:
    """Where a kind of process is kept: its table, its key, and when it is open."""

    row: type[Base]
    key: InstrumentedAttribute[str]
    is_open: ColumnElement[bool]


_RUNNING = (SubscriptionStatus.FUTURE, *RENEWING)
_KEPT: Mapping[ProcessKind, _Kept] = {
    ProcessKind.TRIAL: _Kept(TrialRow, TrialRow.subscription, TrialRow.status.in_(OPEN)),
    ProcessKind.SUBSCRIPTION: _Kept(
        SubscriptionRow, SubscriptionRow.number, SubscriptionRow.status.in_(_RUNNING)
    ),
    ProcessKind.PAYMENT: _Kept(PaymentRow, PaymentRow.number, PaymentRow.status.in_(UNDECIDED)),
    ProcessKind.REFUND: _Kept(RefundRow, RefundRow.number, RefundRow.stage.in_(OPEN_REFUND)),
    ProcessKind.METHOD: _Kept(SetUpRow, SetUpRow.number, SetUpRow.status.in_(OPEN_SET_UP)),
    ProcessKind.DUNNING: _Kept(DunningRow, DunningRow.invoice, DunningRow.status.in_(RUNNING)),
    ProcessKind.REMINDERS: _Kept(ReminderRow, ReminderRow.invoice, ReminderRow.status.in_(RUNNING)),
    ProcessKind.INVITATION: _Kept(
        InvitationRow, InvitationRow.contact, InvitationRow.status == InvitationStatus.INVITED
    ),
    ProcessKind.DELIVERY: _Kept(
        MessageRow, MessageRow.number, MessageRow.status == MessageStatus.QUEUED
    ),
    ProcessKind.PAUSE: _Kept(PauseRow, PauseRow.subscription, PauseRow.status.in_(OPEN_PAUSES)),
    ProcessKind.CANCELLATION: _Kept(
        CancellationRow,
        CancellationRow.subscription,
        CancellationRow.status == CancellationStatus.SCHEDULED,
    ),
    ProcessKind.INVOICE: _Kept(
        InvoiceDraftRow, InvoiceDraftRow.number, InvoiceDraftRow.status == DraftStatus.READY
    ),
    ProcessKind.QUOTE: _Kept(QuoteRow, QuoteRow.number, QuoteRow.status.in_(OPEN_QUOTES)),
    ProcessKind.APPROVAL: _Kept(
        ApprovalRow, ApprovalRow.number, ApprovalRow.status.in_(OPEN_APPROVALS)
    ),
}


class OpenProcesses:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def counts(self) -> Mapping[ProcessKind, int]:
        """How many of each kind are open."""
        return {
            kind: await self._session.scalar(
                select(func.count()).select_from(kept.row).where(kept.is_open)
            )
            or 0
            for kind, kept in _KEPT.items()
        }

    async def trials(
        self, *, after: str = "", limit: int = 50
    ) -> Sequence[Row[TrialRow, SubscriptionRow]]:
        """Trials with the subscriptions they belong to."""
        query = select(TrialRow, SubscriptionRow).join(
            SubscriptionRow, SubscriptionRow.number == TrialRow.subscription
        )
        return (await self._session.execute(_page(ProcessKind.TRIAL, query, after, limit))).all()

    async def subscriptions(self, *, after: str = "", limit: int = 50) -> Sequence[SubscriptionRow]:
        query = select(SubscriptionRow)
        return (
            await self._session.scalars(_page(ProcessKind.SUBSCRIPTION, query, after, limit))
        ).all()

    async def payments(self, *, after: str = "", limit: int = 50) -> Sequence[PaymentRow]:
        query = select(PaymentRow)
        return (await self._session.scalars(_page(ProcessKind.PAYMENT, query, after, limit))).all()

    async def refunds(self, *, after: str = "", limit: int = 50) -> Sequence[RefundRow]:
        query = select(RefundRow)
        return (await self._session.scalars(_page(ProcessKind.REFUND, query, after, limit))).all()

    async def set_ups(self, *, after: str = "", limit: int = 50) -> Sequence[SetUpRow]:
        """Methods that are being given. Those that are kept wait for their expiry, out of sight."""
        query = select(SetUpRow)
        return (await self._session.scalars(_page(ProcessKind.METHOD, query, after, limit))).all()

    async def dunning(self, *, after: str = "", limit: int = 50) -> Sequence[DunningRow]:
        query = select(DunningRow)
        return (await self._session.scalars(_page(ProcessKind.DUNNING, query, after, limit))).all()

    async def reminders(self, *, after: str = "", limit: int = 50) -> Sequence[ReminderRow]:
        query = select(ReminderRow)
        return (
            await self._session.scalars(_page(ProcessKind.REMINDERS, query, after, limit))
        ).all()

    async def invitations(
        self, *, after: str = "", limit: int = 50
    ) -> Sequence[Row[InvitationRow, ContactRow]]:
        """Invitations with whom they are for."""
        query = select(InvitationRow, ContactRow).join(
            ContactRow, ContactRow.number == InvitationRow.contact
        )
        return (
            await self._session.execute(_page(ProcessKind.INVITATION, query, after, limit))
        ).all()

    async def pauses(self, *, after: str = "", limit: int = 50) -> Sequence[PauseRow]:
        query = select(PauseRow)
        return (await self._session.scalars(_page(ProcessKind.PAUSE, query, after, limit))).all()

    async def cancellations(self, *, after: str = "", limit: int = 50) -> Sequence[CancellationRow]:
        query = select(CancellationRow)
        return (
            await self._session.scalars(_page(ProcessKind.CANCELLATION, query, after, limit))
        ).all()

    async def invoice_drafts(
        self, *, after: str = "", limit: int = 50
    ) -> Sequence[InvoiceDraftRow]:
        """Drafts that are issued by themselves. Others wait for their author, without a process."""
        query = select(InvoiceDraftRow)
        return (await self._session.scalars(_page(ProcessKind.INVOICE, query, after, limit))).all()

    async def quotes(self, *, after: str = "", limit: int = 50) -> Sequence[QuoteRow]:
        query = select(QuoteRow)
        return (await self._session.scalars(_page(ProcessKind.QUOTE, query, after, limit))).all()

    async def approvals(self, *, after: str = "", limit: int = 50) -> Sequence[ApprovalRow]:
        query = select(ApprovalRow)
        return (await self._session.scalars(_page(ProcessKind.APPROVAL, query, after, limit))).all()

    async def deliveries(self, *, after: str = "", limit: int = 50) -> Sequence[MessageRow]:
        query = select(MessageRow)
        return (await self._session.scalars(_page(ProcessKind.DELIVERY, query, after, limit))).all()


def _page(kind: ProcessKind, query: Query, after: str, limit: int) -> Query:
    """The open ones in the order of their keys, from the one that follows `after`."""
    kept = _KEPT[kind]
    return query.where(kept.is_open, kept.key > after).order_by(kept.key).limit(limit)
