"""One refund as staff see it: how it stands, what it took, and its journal."""

from collections.abc import Sequence
from dataclasses import dataclass

from api.staff.views.errands import refund_story
from api.staff.views.journal import Booked, journal_of
from api.staff.views.sayings import Story
from domain.payments import PaymentChannel
from domain.refunds import RefundStage, UnknownRefund
from storage.books import Books
from storage.customers import CustomerRow
from storage.refunds import RefundRow


@dataclass(frozen=True)
class RefundView:
    refund: RefundRow
    customer: CustomerRow
    story: Story
    journal: Sequence[Booked]
    by_hand: bool

    @property
    def can_be_taken_back(self) -> bool:
        """Whether staff alone know what became of it, who gave it back."""
        return self.by_hand and self.refund.stage is RefundStage.SUCCEEDED


async def refund_view(books: Books, number: str) -> RefundView:
    """Raises `UnknownRefund`."""
    row = await books.refunds.find(number)
    if row is None:
        raise UnknownRefund(refund=number)
    payment = await books.payments.get(row.payment) if row.payment else None
    return RefundView(
        row,
        await books.customers.get(row.customer),
        refund_story(row),
        await journal_of(books, number),
        payment is None or payment.channel is PaymentChannel.OFFLINE,
    )
