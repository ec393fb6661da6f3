"""The money of one customer: whatever is billed, paid, returned and given back, in any order."""

from collections.abc import Awaitable, Callable, Sequence
from fractions import Fraction
from typing import TypeVar

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from activities.credit_notes import void_credit_note
from activities.invoice_credits import spend_credit
from activities.invoice_ends import give_up_invoice, restore_invoice, void_invoice
from activities.offline_payments import return_payment
from activities.pay_outs import take_pay_out_back
from domain.processor import ChargeStatus, DisputeStatus, RefundStatus
from domain.refunds import RefundSource
from tests.support.database import Databases
from tests.support.life import Life, live
from tests.support.money_deeds import MISHAPS, Affairs, Line, MoneyDeeds

Row = TypeVar("Row")
PART = st.sampled_from([Fraction(1), Fraction(1, 3), Fraction(1, 2), Fraction(4, 3)])
BANK = st.sampled_from(
    [*[ChargeStatus.SUCCEEDED] * 6, ChargeStatus.FAILED, ChargeStatus.PROCESSING, None]
)
LINES = st.lists(
    st.tuples(
        st.integers(1, 3), st.integers(0, 9999), st.sampled_from([None, "exclusive", "inclusive"])
    ),
    min_size=1,
    max_size=3,
)
FIRST: Sequence[Line] = [(1, 3100, "exclusive")]
ENDS = st.sampled_from([spend_credit, spend_credit, void_invoice, give_up_invoice])


class MoneyLife(Life):
    """Each step is something that can happen just now: no step is lost on what there is not."""

    @initialize(
        currency=st.sampled_from(["EUR", "EUR", "JPY", "KWD"]),
        use=st.sampled_from(["ask", "always"]),
    )
    def begin(self, currency: str, use: str) -> None:
        self.deeds = MoneyDeeds(self.office, currency)
        self.run(self.deeds.begin(use))
        self.run(self.deeds.issue(FIRST, 14))

    @rule(data=st.data())
    def something_happens(self, data: st.DataObject) -> None:
        there = self.run(self.deeds.affairs())
        deed = data.draw(st.sampled_from(_possible(there)))
        self.run(deed(self, there, data))

    async def issue(self, _: Affairs, data: st.DataObject) -> None:
        await self.deeds.issue(data.draw(LINES), data.draw(st.integers(0, 30)))

    async def pay(self, there: Affairs, data: st.DataObject) -> None:
        """One or several, a part or too much."""
        chosen = data.draw(st.lists(_one_of(there.payable), min_size=1, max_size=3))
        part = data.draw(PART)
        wanted = {str(row.number): _part(row.outstanding_minor_units, part) for row in chosen}
        await self.deeds.pay(wanted, saved=data.draw(st.booleans()), bank=data.draw(BANK))

    async def bank(self, there: Affairs, data: st.DataObject) -> None:
        """About any payment, whenever: late failures and late successes, too."""
        row = data.draw(_one_of(there.by_processor))
        await self.deeds.bank_says(row.number, data.draw(st.sampled_from(ChargeStatus)))

    async def dispute(self, there: Affairs, data: st.DataObject) -> None:
        """Of any payment: it can be heard of for the first time when it is disputed."""
        row = data.draw(_one_of(there.by_processor))
        decided = data.draw(st.sampled_from(DisputeStatus))
        part = data.draw(st.one_of(st.none(), PART))
        await self.deeds.bank_says(row.number, ChargeStatus.SUCCEEDED, decided, part)

    async def transfer(self, there: Affairs, data: st.DataObject) -> None:
        """For one invoice, or for whatever is open."""
        named = data.draw(st.lists(_one_of(there.payable), max_size=1))
        owed = sum(row.outstanding_minor_units for row in named or there.payable)
        await self.deeds.transfer(
            _part(owed, data.draw(PART)),
            *(str(row.number) for row in named),
            keep=data.draw(st.booleans()),
            days=data.draw(st.integers(0, 20)),
        )

    async def transfer_returned(self, there: Affairs, data: st.DataObject) -> None:
        number, at = data.draw(_one_of(there.by_hand)).number, self.office.clock.at
        await self.deeds.attempt(lambda books: return_payment(books, number, "returned", at))

    async def credit(self, there: Affairs, data: st.DataObject) -> None:
        """A part of each line, or whatever is left of all of them."""
        row, part = data.draw(_one_of(there.creditable)), data.draw(PART)
        async with self.office.books() as books:
            lines = await books.credit_notes.of_invoice(row)
        asked = {each.position: _part(each.left.minor_units, part) for each in lines}
        apply = data.draw(st.booleans())
        await self.deeds.credit(str(row.number), {} if part == 1 else asked, apply=apply)

    async def void_note(self, there: Affairs, data: st.DataObject) -> None:
        number, at = data.draw(st.sampled_from(there.notes)), self.office.clock.at
        await self.deeds.attempt(lambda books: void_credit_note(books, number, at))

    async def end(self, there: Affairs, data: st.DataObject) -> None:
        """Credit is used for an invoice, or it is declared void, or given up."""
        row, deed, at = data.draw(_one_of(there.payable)), data.draw(ENDS), self.office.clock.at
        await self.deeds.attempt(lambda books: deed(books, str(row.number), at))

    async def restore(self, there: Affairs, data: st.DataObject) -> None:
        row, at = data.draw(_one_of(there.given_up)), self.office.clock.at
        await self.deeds.attempt(lambda books: restore_invoice(books, str(row.number), at))

    async def refund(self, there: Affairs, data: st.DataObject) -> None:
        row = data.draw(_one_of(there.refundable))
        async with self.office.books() as books:
            left = row.amount_minor_units - await books.refunds.given_back(row.number)
        await self.deeds.refund(
            row.number,
            _part(left, data.draw(PART)),
            data.draw(st.sampled_from(RefundSource)),
            data.draw(st.sampled_from([*RefundStatus, None])),
        )

    async def refund_answered(self, there: Affairs, data: st.DataObject) -> None:
        """About any refund that goes by the processor, also about one that had gone."""
        row = data.draw(_one_of(there.sent_back))
        said = data.draw(st.sampled_from([*RefundStatus, *MISHAPS]))
        await self.deeds.bank_says_of_refund(row.number, said)

    async def pay_out(self, _: Affairs, data: st.DataObject) -> None:
        await self.deeds.pay_out(data.draw(PART), data.draw(st.integers(0, 5)))

    async def pay_out_returned(self, there: Affairs, data: st.DataObject) -> None:
        number, at = data.draw(_one_of(there.paid_out)).number, self.office.clock.at
        await self.deeds.attempt(lambda books: take_pay_out_back(books, number, at))

    async def wait(self, _: Affairs, data: st.DataObject) -> None:
        await self.deeds.wait(data.draw(st.integers(1, 40)), lock=data.draw(st.booleans()))


Deed = Callable[[MoneyLife, Affairs, st.DataObject], Awaitable[None]]


def _possible(there: Affairs) -> list[Deed]:
    life = MoneyLife
    wants: list[tuple[Deed, Sequence[object]]] = [
        (life.issue, [1]),
        (life.wait, [1]),
        *[(life.pay, there.payable)] * 2,
        (life.transfer, there.payable),
        (life.end, there.payable),
        (life.bank, there.by_processor),
        *[(life.dispute, there.by_processor)] * 2,
        (life.transfer_returned, there.by_hand),
        (life.credit, there.creditable),
        (life.void_note, there.notes),
        (life.restore, there.given_up),
        (life.pay_out, [*there.notes, *there.payments]),
        (life.pay_out_returned, there.paid_out),
        *[(life.refund, there.refundable)] * 3,
        *[(life.refund_answered, there.sent_back)] * 2,
    ]
    return [deed for deed, rows in wants if rows]


def _one_of(rows: Sequence[Row]) -> st.SearchStrategy[Row]:
    return st.sampled_from(rows)


def _part(minor_units: int, part: Fraction) -> int:
    return max(1, int(minor_units * part))


@pytest.mark.timeout(1800)
def test_whatever_happens_to_the_money_of_a_customer_the_books_stay_in_order(
    databases: Databases,
) -> None:
    live(MoneyLife, databases, lives=4, steps=18)
