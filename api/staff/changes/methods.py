"""Payment methods: who may give a bank account, what is charged, and what is removed."""

from collections.abc import Mapping
from datetime import datetime

from activities.records import Recorded
from api.callers import SignedInStaff
from api.once import Asked, Outcome, once
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


def default_wish(row: PaymentMethodRow) -> Wish:
    """Charge it where no other method was chosen."""
    return _wish(row, "make_default", {})


def assignment_wish(row: PaymentMethodRow, subscription: str | None) -> Wish:
    """Charge one subscription to it from now on, or every one that is not over."""
    return _wish(row, "assign", {"subscription": subscription})


def removal_wish(row: PaymentMethodRow, replacement: str | None) -> Wish:
    """Forget a method; another may take its place."""
    return _wish(row, "remove", {"replacement": replacement})


def _wish(row: PaymentMethodRow, signal: str, payload: Mapping[str, object]) -> Wish:
    return Wish(
        process="method",
        key=row.number,
        signal=signal,
        says=f"{signal.replace('_', ' ')} {row.number}",
        customer=row.customer,
        document=row.number,
        payload=payload,
    )
