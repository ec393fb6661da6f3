"""An office without processes: real books, the activities themselves, time that stands still."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import cast
from uuid import UUID, uuid4

from sqlalchemy import text

from activities.approvals import ApprovalActivities
from activities.cancellations import CancellationActivities
from activities.contracts import Clock, Decide, ProcessorAnswer, RefundAnswer, StepDue
from activities.dunning import DunningActivities
from activities.invitations import InvitationActivities
from activities.methods import MethodActivities
from activities.pauses import PauseActivities
from activities.payments import PaymentActivities
from activities.post import Post
from activities.quotes import QuoteActivities
from activities.refunds import RefundActivities
from activities.subscriptions import BEGIN, SubscriptionActivities
from activities.trials import TrialActivities
from domain.commands import ActorKind, CommandStatus
from domain.numbers import Series
from domain.processor import Charge, ChargeStatus, Refund, RefundStatus
from storage.base import Base
from storage.books import OpenBooks
from storage.commands import CommandRow
from storage.invoices import InvoiceRow
from tests.support.builders import Builders, actor_of
from tests.support.time import VirtualClock

START = datetime(2055, 1, 10, 10, tzinfo=UTC)


class NoPost:
    """Carries nothing: what processes are told stays in the books."""

    async def deliver(self, commands: Sequence[UUID]) -> None:
        """Leave it where it is."""


class StillClock:
    """Time that stands where it was put."""

    def __init__(self) -> None:
        self.at = START

    async def read(self) -> datetime:
        return self.at


class Office:
    """What a worker does, one call at a time."""

    def __init__(self, books: OpenBooks) -> None:
        self.books = books
        self.clock = StillClock()
        self.post = post = cast(Post, NoPost())
        self.a = Builders(books, post, cast(VirtualClock, self.clock))
        self.approvals = ApprovalActivities(books, post)
        self.subscriptions = SubscriptionActivities(books, post)
        self.trials = TrialActivities(books, post)
        self.pauses = PauseActivities(books, post)
        self.cancellations = CancellationActivities(books, post)
        self.payments = PaymentActivities(books, post)
        self.dunning = DunningActivities(books, post)
        self.methods = MethodActivities(books, post)
        self.invitations = InvitationActivities(books, post)
        self.quotes = QuoteActivities(books, post)
        self.refunds = RefundActivities(books, post)

    async def command(
        self,
        process: str,
        key: str,
        signal: str,
        *,
        by: ActorKind = ActorKind.STAFF,
        **payload: object,
    ) -> Decide:
        """A command that waits to be decided."""
        async with self.books() as books:
            customer = await self.a.customer_of(books, process, key, payload)
            row = await books.commands.new(
                id=uuid4(),
                actor_kind=by,
                actor=await actor_of(books, by, customer),
                customer=customer,
                process=process,
                key=key,
                signal=signal,
                says=signal,
                payload=payload,
                status=CommandStatus.PENDING,
                given_at=self.clock.at,
            )
        return Decide(str(row.id), self.clock.at)

    async def decide(self, process: str, decide: Decide) -> Clock:
        """Decide a command, as its process does."""
        activities = {
            "approval": self.approvals.decide_approval,
            "subscription": self.subscriptions.decide_subscription,
            "trial": self.trials.decide_trial,
            "payment": self.payments.decide_payment,
            "pause": self.pauses.decide_pause,
            "cancellation": self.cancellations.decide_cancellation,
            "dunning": self.dunning.decide_dunning,
            "method": self.methods.decide_method,
            "refund": self.refunds.decide_refund,
            "quote": self.quotes.decide_quote,
        }
        return await activities[process](decide)

    async def asked(
        self,
        process: str,
        key: str,
        signal: str,
        *,
        by: ActorKind = ActorKind.STAFF,
        **payload: object,
    ) -> CommandRow:
        """Give a command, and decide it; what became of it."""
        decide = await self.command(process, key, signal, by=by, **payload)
        await self.decide(process, decide)
        return await self.outcome(decide)

    async def outcome(self, decide: Decide) -> CommandRow:
        async with self.books() as books:
            row = await books.commands.find(UUID(decide.command))
        assert row is not None
        return row

    async def begin(self, number: str) -> Clock:
        """Begin a subscription, as its process does."""
        due = StepDue(number, BEGIN, self.clock.at)
        return await self.subscriptions.take_subscription_step(due)

    async def offline(self, customer: str | None = None) -> InvoiceRow:
        """An open invoice that nobody charges."""
        number = await self.a.subscription(customer=customer, token=None, auto_charge=False)
        await self.begin(number)
        async with self.books() as books:
            [invoice] = await books.invoices.page(subscription=number)
        return invoice

    async def told(self) -> list[str]:
        """What processes were told."""
        async with self.books() as books:
            page = await books.commands.page(limit=1000)
        told = [each for each in page if each.actor_kind is ActorKind.SYSTEM]
        return sorted(f"{each.process} {each.signal}" for each in told)

    async def answer(self, payment: str, status: ChargeStatus, **facts: object) -> ProcessorAnswer:
        """What the processor says about a payment now."""
        async with self.books() as books:
            amount = (await books.payments.get(payment)).amount
        code = str(facts["code"]) if "code" in facts else None
        charge = Charge(payment, f"ch_{payment}", status, amount, code, None, None, None)
        return ProcessorAnswer(payment, self.clock.at, charge=charge)

    async def refund(
        self, payment: str, minor_units: int, source: str = "invoices", cause: str = "requested"
    ) -> CommandRow:
        """Staff give money of a payment back; what became of the command."""
        async with self.books() as books:
            number = await books.numbers.take(Series.REFUND)
        return await self.asked(
            "refund",
            number,
            "refund",
            payment=payment,
            minor_units=minor_units,
            currency="EUR",
            source=source,
            cause=cause,
        )

    async def refund_answer(self, refund: str, status: RefundStatus) -> RefundAnswer:
        """What the processor says about a refund now."""
        async with self.books() as books:
            row = await books.refunds.get(refund)
        code = "account_closed" if status is RefundStatus.FAILED else None
        told = Refund(refund, row.payment or "", f"re_{refund}", status, row.amount, code)
        return RefundAnswer(refund, self.clock.at, refund=told)

    async def everything(self) -> dict[str, list[str]]:
        """Every row of every table, to see that nothing has changed."""
        async with self.books() as books:
            return {
                table.name: [
                    str(row[0])
                    for row in await books.session.execute(
                        text(f"SELECT t::text FROM {table.name} t ORDER BY 1")  # noqa: S608 - ours
                    )
                ]
                for table in Base.metadata.sorted_tables
            }
