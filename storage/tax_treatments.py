"""Whose tax is waived, and why: read from customers, decided by the rules."""

from collections.abc import Collection, Mapping
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.tax_treatments import Buyer, waived_for
from domain.taxes import TaxCategory
from storage.customers import CustomerRow
from storage.invoices import InvoiceLineRow
from storage.organisations import Organisations


class TaxTreatments:
    """As customers, the organisation and its preferences are now."""

    def __init__(self, session: AsyncSession, organisations: Organisations) -> None:
        self._session = session
        self._organisations = organisations

    async def waived(self, customer: str) -> TaxCategory | None:
        """Why this customer is not charged tax; None where it is."""
        row = await self._session.get_one(CustomerRow, customer)
        return await self._decided(row)

    async def waived_of(self, customers: Collection[str]) -> Mapping[str, TaxCategory | None]:
        """As `waived`, for many together."""
        if len(customers) == 1:
            return {number: await self.waived(number) for number in customers}
        rows = await self._session.scalars(
            select(CustomerRow).where(CustomerRow.number.in_(sorted(customers)))
        )
        return {row.number: await self._decided(row) for row in rows}

    async def is_missing(self, invoices: Collection[UUID]) -> bool:
        """Whether a line of these has no tax rate."""
        line = select(InvoiceLineRow.id).where(
            InvoiceLineRow.invoice.in_(invoices), InvoiceLineRow.tax_rate.is_(None)
        )
        return await self._session.scalar(line.limit(1)) is not None

    async def _decided(self, row: CustomerRow) -> TaxCategory | None:
        organisation = await self._organisations.find()
        preferences = await self._organisations.preferences()
        buyer = Buyer(row.tax_treatment, row.country, row.tax_id)
        seller_country = organisation.country if organisation else ""
        reverse_charge = preferences.taxes_reverse_charge
        return waived_for(buyer, seller_country, reverse_charge=reverse_charge)
