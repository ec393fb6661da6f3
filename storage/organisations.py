"""The one organisation that runs this back office, and its preferences."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, select, text
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from domain.preferences import Preferences
from storage.base import Base


class OrganisationRow(Base):
    __tablename__ = "organisations"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    name: Mapped[str]
    country: Mapped[str]
    language: Mapped[str]
    time_zone: Mapped[str]
    currency: Mapped[str]
    run_hour: Mapped[int] = mapped_column(default=6)
    email: Mapped[str]
    phone: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    tax_id: Mapped[str] = mapped_column(default="")
    is_demo: Mapped[bool] = mapped_column(default=False)
    books_locked_until: Mapped[date | None]
    legal_name: Mapped[str] = mapped_column(default="", server_default="")
    registration: Mapped[str] = mapped_column(default="", server_default="")
    line1: Mapped[str] = mapped_column(default="", server_default="")
    line2: Mapped[str] = mapped_column(default="", server_default="")
    postcode: Mapped[str] = mapped_column(default="", server_default="")
    city: Mapped[str] = mapped_column(default="", server_default="")
    region: Mapped[str] = mapped_column(default="", server_default="")
    iban: Mapped[str] = mapped_column(default="", server_default="")
    bic: Mapped[str] = mapped_column(default="", server_default="")
    accent: Mapped[str] = mapped_column(default="", server_default="")
    small_print: Mapped[str] = mapped_column(default="", server_default="")
    logo: Mapped[str | None] = mapped_column(ForeignKey("document_pictures.sha256"))


class PreferenceRow(Base):
    __tablename__ = "preferences"

    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[object] = mapped_column(JSONB)
    changed_by: Mapped[str]
    changed_at: Mapped[datetime]


class Organisations:
    """Both are read once in a transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session
        self._organisation: OrganisationRow | None = None
        self._preferences: Preferences | None = None

    async def find(self) -> OrganisationRow | None:
        self._organisation = await self._session.get(OrganisationRow, 1)
        return self._organisation

    async def get(self) -> OrganisationRow:
        """The organisation. Raises `LookupError` while the books are still empty."""
        row = await self.find()
        if row is None:
            raise LookupError("the books have no organisation yet: run 'backoffice import'")
        return row

    async def lock_for_books(self) -> OrganisationRow:
        """The organisation as it is now, once whoever books at this moment has finished.

        Nobody books anything until the transaction is over.
        """
        await self._session.execute(
            text("SELECT pg_advisory_xact_lock(hashtext('books_locked_until'))")
        )
        row = await self.get()
        await self._session.refresh(row, with_for_update=True)
        return row

    def new(self, **values: object) -> OrganisationRow:
        row = OrganisationRow(**values)
        self._session.add(row)
        return row

    async def preferences(self) -> Preferences:
        """What staff have set, over the defaults."""
        if self._preferences is None:
            rows = await self._session.execute(select(PreferenceRow.key, PreferenceRow.value))
            self._preferences = Preferences.from_stored({row.key: row.value for row in rows})
        return self._preferences

    async def set_preference(self, key: str, value: object, *, by: str, at: datetime) -> None:
        """Store one preference. Raises `UnknownPreference` or `BadPreference`."""
        Preferences.from_stored({key: value})
        self._preferences = None
        entry = insert(PreferenceRow).values(key=key, value=value, changed_by=by, changed_at=at)
        await self._session.execute(
            entry.on_conflict_do_update(
                index_elements=["key"],
                set_={"value": value, "changed_by": by, "changed_at": at},
            )
        )
