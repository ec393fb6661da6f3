"""The language that somebody wants to be answered in, remembered."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from storage.books import Books


async def speak_to_contact(books: "Books", contact_number: str, language: str) -> None:
    """From now on pages and mails for this person are in that language."""
    contact = await books.customers.lock_contact(contact_number)
    contact.language = language


async def speak_to_staff(books: "Books", staff_number: str, language: str) -> None:
    """From now on the console speaks that language to this person."""
    staff = await books.staff.lock(staff_number)
    staff.language = language
