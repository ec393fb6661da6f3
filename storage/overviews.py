"""What staff look at across all customers: lists and counts that no single noun has."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Row, func, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from domain.commands import ActorKind, CommandStatus
from domain.invitations import InvitationStatus
from domain.messages import MessageStatus
from domain.payments import MISUSE, PaymentStatus
from domain.subscriptions import SubscriptionStatus
from storage.commands import CommandRow
from storage.customers import ContactRow, CustomerRow
from storage.dunning import RUNNING, DunningRow
from storage.invitations import InvitationRow
from storage.invoices import InvoiceRow
from storage.journal import JournalEntryRow, JournalLineRow
from storage.messages import MessageRow
from storage.payments import UNDECIDED, PaymentRow
from storage.plans import PlanRow
from storage.subscriptions import SubscriptionRow
from storage.trials import TrialRow

IN_TROUBLE = (
    SubscriptionStatus.DUNNING,
    SubscriptionStatus.UNPAID,
    SubscriptionStatus.TRIAL_EXPIRED,
    SubscriptionStatus.CREATION_FAILED,
)
LOST = (InvitationStatus.EXPIRED, InvitationStatus.BOUNCED)
RETURNED = (MessageStatus.UNDELIVERABLE, MessageStatus.BOUNCED)
_PEOPLE = (ActorKind.CONTACT, ActorKind.STAFF)


@dataclass(frozen=True)
class Asked:
    """Which payments are asked for, all customers' unless one is named."""

    customer: str | None = None
    statuses: Sequence[PaymentStatus] = ()
    before: tuple[datetime, str] | None = None
    limit: int = 50


class Overviews:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def names(self, customers: Sequence[str]) -> Mapping[str, str]:
        """The names of these customers by their numbers."""
        rows = await self._session.execute(
            select(CustomerRow.number, CustomerRow.name).where(
                CustomerRow.number.in_(set(customers))
            )
        )
        return {row.number: row.name for row in rows}

    async def plan_names(self, codes: Sequence[str]) -> Mapping[str, str]:
        """The names of these plans by their codes."""
        rows = await self._session.execute(
            select(PlanRow.code, PlanRow.name).where(PlanRow.code.in_(set(codes)))
        )
        return {row.code: row.name for row in rows}

    async def zones(self, customers: Sequence[str]) -> Mapping[str, str]:
        """The billing time zones of these customers by their numbers."""
        rows = await self._session.execute(
            select(CustomerRow.number, CustomerRow.time_zone).where(
                CustomerRow.number.in_(set(customers))
            )
        )
        return {row.number: row.time_zone for row in rows}

    async def trials_of(self, subscriptions: Sequence[str]) -> Mapping[str, TrialRow]:
        """The trials of these subscriptions, as far as they had one."""
        rows = await self._session.scalars(
            select(TrialRow).where(TrialRow.subscription.in_(set(subscriptions)))
        )
        return {row.subscription: row for row in rows}

    async def runs_of(self, subscriptions: Sequence[str]) -> Sequence[DunningRow]:
        """The open dunning runs of these subscriptions."""
        query = select(DunningRow).where(
            DunningRow.subscription.in_(set(subscriptions)), DunningRow.status.in_(RUNNING)
        )
        return (await self._session.scalars(query.order_by(DunningRow.invoice))).all()

    async def main_contacts(
        self, customers: Sequence[str]
    ) -> Sequence[Row[ContactRow, InvitationRow]]:
        """The main contact of each of these customers, with the invitation if there is one."""
        query = (
            select(ContactRow, InvitationRow)
            .outerjoin(InvitationRow, InvitationRow.contact == ContactRow.number)
            .where(ContactRow.customer.in_(set(customers)), ContactRow.is_primary)
        )
        return (await self._session.execute(query)).all()

    async def in_trouble(self) -> Mapping[SubscriptionStatus, int]:
        """How many subscriptions need somebody, by their status."""
        rows = await self._session.execute(
            select(SubscriptionRow.status, func.count())
            .where(SubscriptionRow.status.in_(IN_TROUBLE))
            .group_by(SubscriptionRow.status)
        )
        return {row[0]: row[1] for row in rows}

    async def troubled(self, *, limit: int) -> Sequence[SubscriptionRow]:
        """The subscriptions that need somebody, the newest first."""
        return (
            await self._session.scalars(
                select(SubscriptionRow)
                .where(SubscriptionRow.status.in_(IN_TROUBLE))
                .order_by(SubscriptionRow.number.desc())
                .limit(limit)
            )
        ).all()

    async def lost_invitations(self, *, limit: int) -> Sequence[Row[InvitationRow, ContactRow]]:
        """Invitations that expired or came back, the newest first, with whom they were for."""
        query = (
            select(InvitationRow, ContactRow)
            .join(ContactRow, ContactRow.number == InvitationRow.contact)
            .where(InvitationRow.status.in_(LOST))
            .order_by(InvitationRow.sent_at.desc(), InvitationRow.contact)
            .limit(limit)
        )
        return (await self._session.execute(query)).all()

    async def returned_mails(self, *, limit: int) -> Sequence[Row[MessageRow, ContactRow]]:
        """Mails that could not be delivered, the newest first, with whom they were for."""
        query = (
            select(MessageRow, ContactRow)
            .join(ContactRow, ContactRow.number == MessageRow.contact)
            .where(MessageRow.status.in_(RETURNED))
            .order_by(MessageRow.created_at.desc(), MessageRow.number.desc())
            .limit(limit)
        )
        return (await self._session.execute(query)).all()

    async def stuck_commands(self, now: datetime, *, limit: int) -> Sequence[CommandRow]:
        """What people asked for and was refused this week, and what nobody delivers."""
        refused = (CommandRow.status == CommandStatus.REFUSED) & (
            CommandRow.given_at > now - timedelta(days=7)
        )
        waiting = CommandRow.delivered_at.is_(None) & (
            CommandRow.given_at < now - timedelta(minutes=1)
        )
        return (
            await self._session.scalars(
                select(CommandRow)
                .where(or_(refused & CommandRow.actor_kind.in_(_PEOPLE), waiting))
                .order_by(CommandRow.given_at.desc(), CommandRow.id.desc())
                .limit(limit)
            )
        ).all()

    async def parked_payments(self, *, limit: int) -> Sequence[PaymentRow]:
        """Payments that the processor did not understand, so that nobody goes on by itself."""
        return (
            await self._session.scalars(
                select(PaymentRow)
                .where(
                    PaymentRow.status.in_(UNDECIDED),
                    PaymentRow.failure_code == MISUSE,
                    PaymentRow.act_at.is_(None),
                )
                .order_by(PaymentRow.number.desc())
                .limit(limit)
            )
        ).all()

    async def refused_payments(
        self, codes: Sequence[str], now: datetime, *, limit: int
    ) -> Sequence[PaymentRow]:
        """Payments of this week that could not be made as things are set up."""
        return (
            await self._session.scalars(
                select(PaymentRow)
                .where(
                    PaymentRow.status == PaymentStatus.FAILED,
                    PaymentRow.failure_code.in_(codes),
                    PaymentRow.created_at > now - timedelta(days=7),
                )
                .order_by(PaymentRow.number.desc())
                .limit(limit)
            )
        ).all()

    async def payments(self, asked: Asked) -> Sequence[PaymentRow]:
        """Payments, the newest first, from the one that follows `before`."""
        query = select(PaymentRow)
        if asked.customer:
            query = query.where(PaymentRow.customer == asked.customer)
        if asked.statuses:
            query = query.where(PaymentRow.status.in_(asked.statuses))
        if asked.before:
            query = query.where(tuple_(PaymentRow.created_at, PaymentRow.number) < asked.before)
        newest_first = (PaymentRow.created_at.desc(), PaymentRow.number.desc())
        return (await self._session.scalars(query.order_by(*newest_first).limit(asked.limit))).all()

    async def booked(self, document: str) -> Sequence[Row[JournalEntryRow, JournalLineRow]]:
        """What the journal says about a document, in the order in which it was booked."""
        query = (
            select(JournalEntryRow, JournalLineRow)
            .join(JournalLineRow, JournalLineRow.entry == JournalEntryRow.id)
            .where(JournalEntryRow.document == document)
            .order_by(JournalEntryRow.id, JournalLineRow.id)
        )
        return (await self._session.execute(query)).all()

    async def invoice_numbers(self, ids: Sequence[UUID]) -> Mapping[UUID, str]:
        """The numbers of these invoices; drafts have none and are left out."""
        rows = await self._session.execute(
            select(InvoiceRow.id, InvoiceRow.number).where(
                InvoiceRow.id.in_(set(ids)), InvoiceRow.number.is_not(None)
            )
        )
        return {row.id: row.number for row in rows}
