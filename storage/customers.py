"""Customers, their contact persons, and how one customer's affairs are done one after the other."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Index, func, or_, select, text
from sqlalchemy.orm import Mapped, mapped_column

from domain.tax_treatments import TaxTreatment
from storage.base import Base, Json, status_column
from storage.repository import Repository


class CustomerRow(Base):
    __tablename__ = "customers"

    number: Mapped[str] = mapped_column(primary_key=True)
    reference: Mapped[str | None] = mapped_column(unique=True)
    name: Mapped[str]
    currency: Mapped[str]
    language: Mapped[str]
    time_zone: Mapped[str]
    country: Mapped[str]
    tax_id: Mapped[str] = mapped_column(default="")
    tax_treatment: Mapped[TaxTreatment] = status_column(
        TaxTreatment, default=TaxTreatment.BY_RULE, server_default=TaxTreatment.BY_RULE.value
    )
    billing_address: Mapped[Json] = mapped_column(default=dict)
    shipping_address: Mapped[Json] = mapped_column(default=dict)
    bank_account_allowed: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    parked_at: Mapped[datetime | None]
    parked_because: Mapped[str] = mapped_column(default="")


class ContactRow(Base):
    """A person who may be let into the portal: with an address, which no other person there has."""

    __tablename__ = "contacts"
    __table_args__ = (
        Index(
            "uq_contacts_customer_email",
            "customer",
            text("lower(email)"),
            unique=True,
            postgresql_where=text("email <> ''"),
        ),
        Index(
            "uq_contacts_one_primary", "customer", unique=True, postgresql_where=text("is_primary")
        ),
        Index("ix_contacts_email", text("lower(email)")),
    )

    number: Mapped[str] = mapped_column(primary_key=True)
    customer: Mapped[str] = mapped_column(ForeignKey("customers.number"))
    name: Mapped[str]
    email: Mapped[str]
    phone: Mapped[str] = mapped_column(default="")
    language: Mapped[str | None]
    is_primary: Mapped[bool] = mapped_column(default=False)
    password_hash: Mapped[str | None]
    password_changed_at: Mapped[datetime | None]
    signed_in_at: Mapped[datetime | None]


class Customers(Repository[CustomerRow]):
    _row = CustomerRow

    def new_contact(self, **values: object) -> ContactRow:
        contact = ContactRow(**values)
        self._session.add(contact)
        return contact

    async def with_reference(self, reference: str) -> CustomerRow | None:
        return await self._session.scalar(
            select(CustomerRow).where(CustomerRow.reference == reference)
        )

    async def page(
        self, *, search: str = "", after: str = "", limit: int = 50
    ) -> Sequence[CustomerRow]:
        """Customers in the order of their numbers, from the one that follows `after`."""
        query = select(CustomerRow).where(CustomerRow.number > after)
        if search:
            query = query.where(
                or_(
                    CustomerRow.number == search.upper(),
                    CustomerRow.name.icontains(search, autoescape=True),
                )
            )
        return (await self._session.scalars(query.order_by(CustomerRow.number).limit(limit))).all()

    async def contact(self, number: str) -> ContactRow | None:
        return await self._session.get(ContactRow, number)

    async def lock_contact(self, number: str) -> ContactRow:
        return await self._session.get_one(
            ContactRow, number, with_for_update={"key_share": True}, populate_existing=True
        )

    async def contacts_of(self, customer: str) -> Sequence[ContactRow]:
        return (
            await self._session.scalars(
                select(ContactRow)
                .where(ContactRow.customer == customer)
                .order_by(ContactRow.is_primary.desc(), ContactRow.number)
            )
        ).all()

    async def primary_contact(self, customer: str) -> ContactRow | None:
        return await self._session.scalar(
            select(ContactRow).where(ContactRow.customer == customer, ContactRow.is_primary)
        )

    async def contacts_with_email(self, email: str) -> Sequence[ContactRow]:
        """Everybody who signs in with this address; letter case does not count."""
        return (
            await self._session.scalars(
                select(ContactRow)
                .where(func.lower(ContactRow.email) == email.lower())
                .order_by(ContactRow.number)
            )
        ).all()
