"""Payment methods: who may give a bank account, and what is removed."""

from datetime import datetime

from activities.records import Recorded
from api.callers import SignedInStaff
from api.staff.changes.once import Asked, Outcome, once
from api.staff.changes.orders import Wish
from api.staff.views.customers import find_customer
from storage.books import Books
from storage.payment_methods import PaymentMethodRow


async def allow_bank_account(staff: SignedInStaff, key: str, number: str, *, on: bool) -> Outcome:
    """Let this customer give bank accounts from now on, or no longer."""

    async def work(books: Books, at: datetime) -> Recorded:  # noqa: ARG001 - work of `once`
        customer = await find_customer(books, number)
        await books.customers.lock(number)
        customer.bank_account_allowed = on
        return Recorded(
            staff.actor,
            number,
            "customer",
            number,
            "allow_bank_account",
            says=f"bank accounts of {number}: {'allowed' if on else 'not allowed'}",
            document=number,
            address=staff.address,
        )

    asked = Asked("console/customer/bank-account", key, {"number": number, "on": on})
    return await once(staff, asked, work)


def removal_wish(row: PaymentMethodRow, replacement: str | None) -> Wish:
    """Forget a method; another may take its place."""
    return Wish(
        process="method",
        key=row.number,
        signal="remove",
        says=f"remove {row.number}",
        customer=row.customer,
        document=row.number,
        payload={"replacement": replacement},
    )
