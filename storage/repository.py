"""What every repository can do: make, find, get and lock a row by its key."""

from typing import Generic, TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from storage.base import Base

Row = TypeVar("Row", bound=Base)


class Repository(Generic[Row]):
    """Rows of one table on one transaction. `find` may return None, `get` and `lock` must not.

    What was read is kept until the transaction is over, and so is read once.
    """

    _row: type[Row]

    def __init__(self, session: AsyncSession) -> None:
        self._session = session
        self._kept: list[Row] = []

    def new(self, **values: object) -> Row:
        """A row that will be written with this transaction."""
        row = self._row(**values)
        self._session.add(row)
        return row

    async def find(self, key: object) -> Row | None:
        row = await self._session.get(self._row, key)
        return self._keep(row) if row else None

    async def get(self, key: object) -> Row:
        """The row. Raises `NoResultFound`: whoever calls this knows that it exists."""
        return self._keep(await self._session.get_one(self._row, key))

    async def lock(self, key: object) -> Row:
        """The row as it is now, held until the transaction ends. Raises `NoResultFound`."""
        return self._keep(
            await self._session.get_one(
                self._row, key, with_for_update={"key_share": True}, populate_existing=True
            )
        )

    def _keep(self, row: Row) -> Row:
        self._kept.append(row)
        return row
