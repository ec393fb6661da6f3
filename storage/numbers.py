"""Business numbers: gap-free for documents, quick for everything else."""

from sqlalchemy import Sequence
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from domain.numbers import GAP_FREE, Series, written
from runtime.failpoints import declare, failpoint
from storage.base import Base

SEQUENCES = {
    series: Sequence(f"{series.name.lower()}_numbers", metadata=Base.metadata) for series in Series
}

declare(*(f"number.{series}.{moment}" for series in GAP_FREE for moment in ("taken", "kept")))


class NumberRow(Base):
    """The next number of a gap-free series. Locked until the transaction that took it ends."""

    __tablename__ = "numbers"

    series: Mapped[str] = mapped_column(primary_key=True)
    next: Mapped[int]


class Numbers:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session
        self._documents: list[str] = []

    async def take(self, series: Series) -> str:
        """The next number, at once and without a lock; a rolled back one is lost."""
        return written(series.value, int(await self._session.scalar(SEQUENCES[series]) or 0))

    async def take_gap_free(self, series: str) -> str:
        """The next document number. Another taker waits until this transaction is over."""
        taken = await self._session.scalar(
            insert(NumberRow)
            .values(series=series, next=2)
            .on_conflict_do_update(index_elements=["series"], set_={"next": NumberRow.next + 1})
            .returning(NumberRow.next - 1)
        )
        self._documents.append(series)
        await failpoint(f"number.{series}.taken")
        return written(series, int(taken or 0))

    async def kept(self) -> None:
        """The transaction is over, and its document numbers are taken for good."""
        for series in self._documents:
            await failpoint(f"number.{series}.kept")
