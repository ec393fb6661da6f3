"""A worker dies while money goes back or a document gets its number: once, and without a hole."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

import gateways.processor_calls  # noqa: F401 - declares its failpoints
from activities.invoice_drafts import BilledTo, Written, ready_draft, write_draft
from domain.addresses import PostalAddress
from domain.invoice_drafts import WrittenLine
from domain.invoices import InvoiceKind
from domain.money import Money
from domain.numbers import CREDIT_NOTES, INVOICES, RETAINERS, Series
from domain.refunds import RefundStage
from domain.subscriptions import SubscriptionStatus
from runtime.failpoints import KNOWN_FAILPOINTS
from storage.credit_notes import CreditNoteRow
from storage.invoice_drafts import InvoiceDraftRow
from storage.invoices import InvoiceRow
from storage.refunds import RefundRow
from tests.stack.engine import Engine, running_engine
from tests.stack.looks import comes_to_rest, give, nothing_lost_nothing_doubled, reaches

pytestmark = [pytest.mark.stack, pytest.mark.timeout(400)]
Work = Callable[[], Awaitable[object]]
OFTEN = 2
"""Once for each side of a failpoint."""


async def test_a_worker_killed_while_it_gives_back_or_numbers_does_it_once() -> None:
    async with running_engine() as engine:
        engine.start_worker()
        work = await _work(engine)
        engine.kill_worker()
        points = sorted(
            each for each in KNOWN_FAILPOINTS if "refund" in each or each.startswith("number.")
        )
        assert len(points) == 10

        for point in points:
            engine.start_worker(f"{point}=kill9")
            await work[point.rpartition(".")[0]]()
            assert await engine.death_of_worker() == -9, point
        engine.start_worker()
        await comes_to_rest(engine)

        await nothing_lost_nothing_doubled(engine)
        await _each_once(engine)


async def _each_once(engine: Engine) -> None:
    async with engine.books() as books:
        stages = (await books.session.scalars(select(RefundRow.stage))).all()
        drafts = (await books.session.scalars(select(InvoiceDraftRow.status))).all()
        written = select(InvoiceRow.number).join(
            InvoiceDraftRow, InvoiceDraftRow.invoice == InvoiceRow.id
        )
        numbers = (await books.session.scalars(written)).all()
        notes = await books.session.scalar(select(func.count()).select_from(CreditNoteRow))
    assert list(stages) == [RefundStage.SUCCEEDED] * (2 * OFTEN)
    assert list(drafts) == ["issued"] * (2 * OFTEN)
    assert len(set(numbers)) == 2 * OFTEN
    assert None not in numbers
    assert notes == OFTEN, "and the invariants say that no number is missing"


async def _work(engine: Engine) -> dict[str, Work]:
    """What passes each failpoint; all of it was begun before the first kill."""
    sold = [await engine.a.subscription() for _ in range(3 * OFTEN)]
    for number in sold:
        await reaches(engine, number, SubscriptionStatus.LIVE)
    await comes_to_rest(engine)
    payments = [f"PAY-{place:06d}" for place in range(1, 2 * OFTEN + 1)]
    async with engine.books() as books:
        refunded = {(await books.payments.get(each)).customer for each in payments}
        kept = [
            each for each in sold if (await books.subscriptions.get(each)).customer not in refunded
        ]
    drafts = [await _ready(engine) for _ in range(OFTEN)]
    retainers = [await _ready(engine, InvoiceKind.RETAINER) for _ in range(OFTEN)]

    async def refund() -> None:
        async with engine.books() as books:
            number = await books.numbers.take(Series.REFUND)
        wanted = {"minor_units": 1000, "currency": "EUR", "source": "invoices", "cause": "goodwill"}
        command = await give(engine, "refund", number, "refund", payment=payments.pop(), **wanted)
        await engine.post.deliver([command])

    async def cancel() -> None:
        wish = {"mode": "immediately", "credit": "prorate", "open_invoices": "leave"}
        command = await give(engine, "cancellation", kept.pop(), "cancel", **wish)
        await engine.post.deliver([command])

    return {
        "processor.refund": refund,
        "processor.find_refund": refund,
        f"number.{INVOICES}": lambda: _issue(engine, drafts.pop()),
        f"number.{RETAINERS}": lambda: _issue(engine, retainers.pop()),
        f"number.{CREDIT_NOTES}": cancel,
    }


async def _ready(engine: Engine, kind: InvoiceKind = InvoiceKind.INVOICE) -> str:
    """A draft that staff have written and marked as ready; its process is not started yet."""
    await engine.a.preference("invoices.grace_hours", 1)
    customer = await engine.a.customer()
    home = PostalAddress("Street 1", "", "1010", "Vienna", "", "AT")
    eur = Money(10000, "EUR")
    billed_to = BilledTo("Acme", "", home, home)
    written = Written((WrittenLine("Advice", 1, eur, eur * 0),), billed_to, kind=kind)
    at = datetime.now(UTC)
    async with engine.books() as books:
        draft = await write_draft(books, customer, written, "somebody", at)
    return draft.number


async def _issue(engine: Engine, draft: str) -> None:
    """Its grace is over as soon as it is ready."""
    async with engine.books() as books:
        row = await ready_draft(books, draft, datetime.now(UTC))
        row.issues_at = datetime.now(UTC)
    await engine.post.deliver(books.told)
