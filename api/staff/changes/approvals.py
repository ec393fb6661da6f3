"""What staff tell the process of an approval: submit it, take it back, remind, mark it approved."""

from collections.abc import Mapping

from activities.approval_sheets import find_approval
from api.callers import SignedInStaff
from api.commands import Decided
from api.idempotency import checked_key
from api.staff.changes.orders import Wish, give


async def submit_sheet(staff: SignedInStaff, key: str, number: str) -> Decided:
    """For the first time or again: the same key never submits twice. Raises `NoSuchApproval`."""
    return await tell(staff, key, number, "submit")


async def mark_approved(
    staff: SignedInStaff, key: str, number: str, seen: Mapping[str, object]
) -> Decided:
    """The customer has approved it elsewhere: `seen` has the round, and the reason says how."""
    return await tell(staff, key, number, "approve", seen)


async def tell(
    staff: SignedInStaff,
    key: str,
    number: str,
    signal: str,
    payload: Mapping[str, object] | None = None,
) -> Decided:
    """Raises `NoSuchApproval`."""
    async with staff.parts.open_books() as books:
        row = await find_approval(books, number)
    wish = Wish(
        process="approval",
        key=number,
        signal=signal,
        says=f"{signal} {number}",
        customer=row.customer,
        document=number,
        payload=payload or {},
    )
    return await give(staff, wish, checked_key(key))
