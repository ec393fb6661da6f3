"""The console's first page: what needs somebody, and what happened last."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Row

from api.staff.views.problems import RefusedPayment, refused_payment
from domain.payment_problems import PROBLEMS
from domain.sign_offs import SignOffStatus
from domain.subscriptions import SubscriptionStatus
from runtime.settings import Settings
from storage.books import Books
from storage.commands import CommandRow
from storage.customers import ContactRow, CustomerRow
from storage.invitations import InvitationRow
from storage.messages import MessageRow
from storage.notifications import NotificationRow
from storage.overviews import Overviews
from storage.payments import PaymentRow
from storage.refunds import RefundRow
from storage.sign_offs import SignOffRow
from storage.subscriptions import SubscriptionRow
from storage.watch import AlarmRow

MOST = 8
FAILED_FOR = timedelta(days=14)
"""For so long a refund that failed needs somebody."""


@dataclass(frozen=True)
class Attention:
    """The newest of each; `in_trouble` counts all subscriptions that need somebody."""

    in_trouble: Mapping[SubscriptionStatus, int]
    subscriptions: Sequence[SubscriptionRow]
    invitations: Sequence[Row[InvitationRow, ContactRow]]
    mails: Sequence[Row[MessageRow, ContactRow]]
    payments: Sequence[PaymentRow]
    refunds: Sequence[RefundRow]
    sign_offs: Sequence[SignOffRow]
    refused: Sequence[RefusedPayment]
    stuck: Sequence[CommandRow]
    alarms: Sequence[AlarmRow]
    parked: Sequence[CustomerRow]
    commands: Sequence[CommandRow]
    news: Sequence[NotificationRow]
    names: Mapping[str, str]

    @property
    def is_calm(self) -> bool:
        people = (self.subscriptions, self.invitations, self.parked)
        things = (self.mails, self.payments, self.refused, self.stuck, self.alarms)
        return not any((*people, *things, self.refunds, self.sign_offs))


async def attention(books: Books, settings: Settings, now: datetime, reader: str) -> Attention:
    """What needs somebody as of this instant, and what is new to this member of staff."""
    overviews = Overviews(books.session)
    subscriptions = await overviews.troubled(limit=MOST)
    invitations = await overviews.lost_invitations(limit=MOST)
    mails = await overviews.returned_mails(limit=MOST)
    payments = await overviews.parked_payments(limit=MOST)
    refunds = await books.refunds.in_trouble(since=now - FAILED_FOR, limit=MOST)
    sign_offs = await books.sign_offs.page(status=SignOffStatus.WAITING, limit=MOST)
    refused = await overviews.refused_payments(list(PROBLEMS), now, limit=MOST)
    stuck = await overviews.stuck_commands(now, limit=MOST)
    alarms = await books.watch.open_alarms(limit=MOST)
    commands = await books.commands.page(limit=MOST + 2)
    news = await books.notifications.unread(reader, limit=MOST)
    customers = [
        *(row.customer for row in news if row.customer),
        *(row.customer for row in subscriptions),
        *(row.customer for row in (*payments, *refused)),
        *(row.customer for row in refunds),
        *(row.customer for row in sign_offs),
        *(row.customer for row in alarms if row.customer),
        *(contact.customer for _, contact in invitations),
        *(mail.customer for mail, _ in mails),
        *(row.customer for row in (*stuck, *commands) if row.customer),
    ]
    return Attention(
        in_trouble=await overviews.in_trouble(),
        subscriptions=subscriptions,
        invitations=invitations,
        mails=mails,
        payments=payments,
        refunds=refunds,
        sign_offs=sign_offs,
        refused=[each for row in refused if (each := refused_payment(settings, row))],
        stuck=stuck,
        alarms=alarms,
        parked=await books.watch.parked(limit=MOST),
        commands=commands,
        news=news,
        names=await overviews.names(customers),
    )
