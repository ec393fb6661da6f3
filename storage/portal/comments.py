"""What a customer reads of the comments on their own documents: nothing internal is ever asked for.

An internal comment is left out by the query: whatever is made of the answer, it is not in it.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from domain.comments import Subject, Visibility
from storage.comments import CommentRow, Said, said, said_on


class OwnComments:
    def __init__(self, session: AsyncSession, customer: str) -> None:
        self._session = session
        self._is_theirs = (
            CommentRow.customer == customer,
            CommentRow.visibility == Visibility.SHOWN,
        )

    async def thread(
        self, subject: Subject, *, before: int | None = None, limit: int = 50
    ) -> Sequence[Said]:
        """Those that are shown to this customer, the newest first."""
        query = said_on(subject, before).where(*self._is_theirs).limit(limit)
        return [Said(*row) for row in await self._session.execute(query)]

    async def said(self, id: UUID) -> Said | None:
        """One that this customer sees."""
        query = said().where(CommentRow.id == id, *self._is_theirs)
        found = (await self._session.execute(query)).one_or_none()
        return Said(*found) if found else None
