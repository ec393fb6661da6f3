"""The organisation's details: changed for documents to come, never for those that were issued."""

from typing import TYPE_CHECKING

from domain.organisations import OrganisationDetails

if TYPE_CHECKING:
    from storage.books import Books
    from storage.organisations import OrganisationRow


async def change_organisation(books: "Books", details: OrganisationDetails) -> "OrganisationRow":
    """Raises what is wrong with the details."""
    details.check()
    row = await books.organisations.get()
    for name, value in vars(details).items():
        setattr(row, name, value.strip())
    await books.flush()
    return row


async def change_logo(books: "Books", picture: bytes | None) -> "OrganisationRow":
    """Show this picture on documents to come, or none."""
    row = await books.organisations.get()
    row.logo = await books.documents.keep_picture(picture, "image/png") if picture else None
    await books.flush()
    return row
