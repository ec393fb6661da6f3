"""Stories of money that goes back, for the histories that later versions must replay."""

from collections.abc import Sequence
from datetime import timedelta

from domain.commands import ActorKind
from domain.numbers import Series
from domain.refunds import RefundCause, RefundSource
from tests.support.stories import Story
from tests.support.world import World


async def _refund(world: World, minor_units: int, source: RefundSource) -> str:
    """Staff give back a part of the first payment, or all of it; the refund's number."""
    await world.a.subscription()
    await world.settle()
    async with world.books() as books:
        number = await books.numbers.take(Series.REFUND)
    await world.ask(
        "refund",
        number,
        "refund",
        by=ActorKind.STAFF,
        payment="PAY-000001",
        minor_units=minor_units,
        currency="EUR",
        source=source,
        cause=RefundCause.GOODWILL,
    )
    await world.settle()
    return number


async def refunded(world: World) -> Sequence[str]:
    """A part of a payment goes back at once."""
    return [f"refund/{await _refund(world, 1000, RefundSource.INVOICES)}"]


async def refund_refused(world: World) -> Sequence[str]:
    """More is to go back than came in."""
    return [f"refund/{await _refund(world, 99_999, RefundSource.INVOICES)}"]


async def refund_came_back(world: World) -> Sequence[str]:
    """The bank takes days, and sends the money back."""
    await world.behave("pm_card_visa", "refund_pending:259200")
    number = await _refund(world, 3100, RefundSource.INVOICES)
    answer = await world.simulator.post(
        f"/sandbox/refunds/{number}/settle", json={"failure_code": "account_closed"}
    )
    answer.raise_for_status()
    await world.ask("refund", number, "gateway_event", kind="refund.updated")
    await world.advance_to(await world.clock.read() + timedelta(hours=7))
    return [f"refund/{number}"]


async def refund_answer_lost(world: World) -> Sequence[str]:
    """The money goes back, and the answer is lost on the way."""
    await world.behave("pm_card_visa", "refund_then_drop")
    number = await _refund(world, 3100, RefundSource.INVOICES)
    await world.advance_to(await world.clock.read() + timedelta(minutes=5))
    return [f"refund/{number}"]


REFUND_STORIES: tuple[Story, ...] = (
    refunded,
    refund_refused,
    refund_came_back,
    refund_answer_lost,
)
