"""What is asked of the processor about a refund: first what it knows; nothing is doubled."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from temporalio import activity

from activities.contracts import Clock, RefundAnswer
from activities.process import ProcessActivities
from activities.refunds import LOOK, SEND, recorded, refund_clock_of
from domain.processor import (
    GatewayFault,
    ProcessorMisuse,
    ProcessorRefusal,
    Refund,
    RefundRequest,
)

if TYPE_CHECKING:
    from activities.post import Post
    from gateways.processor import PaymentProcessor
    from storage.books import OpenBooks


@dataclass(frozen=True)
class RefundAsked:
    """Ask about this refund. `as_of` becomes the instant of the answer (UTC)."""

    number: str
    as_of: datetime


class RefundAnswerActivities(ProcessActivities):
    """One question each, and its answer booked. A fault is an answer, too."""

    def __init__(self, books: "OpenBooks", post: "Post", processor: "PaymentProcessor") -> None:
        super().__init__(books, post)
        self._processor = processor

    @activity.defn
    async def send_refund(self, asked: RefundAsked) -> Clock:
        """Have the money given back, unless it was before."""
        return await self._ask(asked, SEND)

    @activity.defn
    async def look_at_refund(self, asked: RefundAsked) -> Clock:
        """Ask what became of it."""
        return await self._ask(asked, LOOK)

    async def _ask(self, asked: RefundAsked, step: str) -> Clock:
        async with self._books() as books:
            clock = await refund_clock_of(books, asked.number)
            if clock.step != step or (clock.at and clock.at > asked.as_of):
                return clock
            row = await books.refunds.get(asked.number)
            request = RefundRequest(row.number, row.payment or "", row.amount)
        answer = await self._answer(asked, request, step)
        return await self._in_books(lambda books: recorded(books, answer))

    async def _answer(self, asked: RefundAsked, request: RefundRequest, step: str) -> RefundAnswer:
        answer = RefundAnswer(asked.number, asked.as_of)
        try:
            return replace(answer, refund=await self._refund(request, step))
        except GatewayFault:
            return replace(answer, fault=True)
        except ProcessorMisuse as mistake:
            activity.logger.error("%s is parked: %s", asked.number, mistake)
            return replace(answer, misuse=True)
        except ProcessorRefusal as refusal:
            return replace(answer, refusal=refusal.facts.get("cp_code", refusal.code))

    async def _refund(self, request: RefundRequest, step: str) -> Refund | None:
        known = await self._processor.find_refund(request.refund, request.attempt)
        if known is None and step == SEND:
            return await self._processor.create_refund(request)
        return known
