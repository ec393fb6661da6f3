"""First views: who of a customer's has opened a document first, and when."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from domain.comments import Subject, SubjectKind
from storage.base import Base, status_column


class FirstViewRow(Base):
    """Written once. Invoices and quotes remember theirs themselves."""

    __tablename__ = "first_views"

    subject_kind: Mapped[SubjectKind] = status_column(SubjectKind, primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    contact: Mapped[str] = mapped_column(ForeignKey("contacts.number"))
    viewed_at: Mapped[datetime]


class FirstViews:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def note(self, subject: Subject, contact: str, at: datetime) -> bool:
        """Whether this was the first; two at once: one of them was."""
        noted = await self._session.execute(
            insert(FirstViewRow)
            .values(
                subject_kind=subject.kind, subject=subject.number, contact=contact, viewed_at=at
            )
            .on_conflict_do_nothing()
            .returning(FirstViewRow.subject)
        )
        return noted.first() is not None

    async def of(self, kind: SubjectKind, numbers: Sequence[str]) -> Mapping[str, datetime]:
        """When each of these was first seen, by its number."""
        query = select(FirstViewRow.subject, FirstViewRow.viewed_at).where(
            FirstViewRow.subject_kind == kind, FirstViewRow.subject.in_(numbers)
        )
        return {row.subject: row.viewed_at for row in await self._session.execute(query)}
