"""What our own attempts leave to pay of an invoice: dunned, or charged at once."""

from datetime import datetime
from typing import TYPE_CHECKING

from activities.dunning_runs import retry_failed, start_dunning, try_the_rest
from activities.parking import collect
from domain.declines import decline
from domain.payments import PaymentChannel

if TYPE_CHECKING:
    from storage.books import Books
    from storage.invoices import InvoiceRow
    from storage.payments import PaymentRow


async def go_on_collecting(
    books: "Books",
    payment: "PaymentRow",
    invoice: "InvoiceRow",
    code: str | None,
    at: datetime,
) -> None:
    """An attempt of our own has left something to pay of it: dunning begins, or goes on."""
    failure = decline(code).failure
    if payment.channel is PaymentChannel.AUTO_CHARGE:
        await start_dunning(books, invoice, failure, code, at)
    elif payment.channel is PaymentChannel.DUNNING:
        run = await books.dunning.for_invoice(invoice.id)
        if run:
            await retry_failed(books, run, failure, code, at)


async def collect_the_rest(
    books: "Books", payment: "PaymentRow", invoice: "InvoiceRow", at: datetime
) -> None:
    """All that our own attempt asked for was taken, and more is owed by now: nothing has failed.

    As where credit that the attempt counted on was used for another invoice meanwhile.
    """
    if payment.channel is PaymentChannel.AUTO_CHARGE:
        assert invoice.subscription, "only an invoice of a subscription is charged automatically"
        subscription = await books.subscriptions.lock(invoice.subscription)
        await collect(books, subscription, invoice, at)
    elif payment.channel is PaymentChannel.DUNNING:
        run = await books.dunning.for_invoice(invoice.id)
        if run:
            await try_the_rest(books, run, at)
