"""A post without Temporal: whatever it carries is decided at once, by the real activities."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import cast
from uuid import UUID

from activities.approvals import ApprovalActivities
from activities.cancellations import CancellationActivities
from activities.contracts import Clock, Decide, StepDue
from activities.dunning import DunningActivities
from activities.invitations import InvitationActivities
from activities.invoicing import InvoiceActivities
from activities.methods import MethodActivities
from activities.pauses import PauseActivities
from activities.post import Post
from activities.quotes import QuoteActivities
from activities.refunds import RefundActivities
from activities.subscriptions import BEGIN, SubscriptionActivities
from activities.trials import TrialActivities
from storage.books import OpenBooks
from storage.commands import CommandRow

Decision = Callable[[Decide], Awaitable[Clock]]


class StraightPost:
    """Decides commands of every process but payments; begins subscriptions.

    `is_away` is Temporal being away: nothing is carried. `carried` are the ids it was given.
    """

    def __init__(self, books: OpenBooks, now: Callable[[], datetime]) -> None:
        self._books = books
        self._now = now
        self.is_away = False
        self.carried: list[UUID] = []
        post = cast(Post, self)
        self._subscriptions = SubscriptionActivities(books, post)
        self._decisions: dict[str, Decision] = {
            "approval": ApprovalActivities(books, post).decide_approval,
            "invitation": InvitationActivities(books, post).decide_invitation,
            "trial": TrialActivities(books, post).decide_trial,
            "subscription": self._subscriptions.decide_subscription,
            "method": MethodActivities(books, post).decide_method,
            "pause": PauseActivities(books, post).decide_pause,
            "cancellation": CancellationActivities(books, post).decide_cancellation,
            "invoice": InvoiceActivities(books, post).decide_invoice,
            "dunning": DunningActivities(books, post).decide_dunning,
            "quote": QuoteActivities(books, post).decide_quote,
            "refund": RefundActivities(books, post).decide_refund,
        }

    async def deliver(self, commands: Sequence[UUID]) -> None:
        self.carried.extend(commands)
        for id in () if self.is_away else commands:
            await self._carry(id)

    async def bring(self, command: CommandRow) -> bool:
        await self.deliver([command.id])
        return not self.is_away

    async def _carry(self, id: UUID) -> None:
        async with self._books() as books:
            command = await books.commands.find(id)
            await books.commands.mark_delivered([id], self._now())
        if command is None:
            return
        if command.signal and command.process in self._decisions:
            await self._decisions[command.process](Decide(str(id), self._now()))
        elif command.process == "subscription":
            await self._begin(command.key)

    async def _begin(self, subscription: str) -> None:
        clock = await self._subscriptions.subscription_clock(subscription)
        if clock.step == BEGIN and clock.at and clock.at <= self._now():
            due = StepDue(subscription, BEGIN, self._now())
            await self._subscriptions.take_subscription_step(due)


class Glances:
    """Notices of decided commands that say every moment that it is time to look."""

    is_applied = False

    def expect(self, command: UUID) -> "Glances":
        return self

    async def wait(self, seconds: float) -> bool:
        await asyncio.sleep(0.01)
        return seconds > 0

    def close(self) -> None:
        return
