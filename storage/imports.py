"""Imports: what the books know by the references of another tool, read and numbered in bulk."""

from collections.abc import Sequence

from sqlalchemy import Row, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from domain.imports.invoices import CARRIED_OVER
from domain.imports.known import (
    CustomerFacts,
    Known,
    MethodKey,
    PlanPrice,
    PlanTerms,
    PriceKey,
    Standards,
    SubscriptionFacts,
)
from domain.money import Money
from domain.numbers import INVOICES, Series, written
from storage.books import Books
from storage.customers import ContactRow, CustomerRow
from storage.journal import JournalEntryRow
from storage.numbers import SEQUENCES, NumberRow
from storage.organisations import OrganisationRow
from storage.payment_methods import PaymentMethodRow
from storage.plans import PlanPriceRow, PlanRow
from storage.subscriptions import SubscriptionRow

_LOCK = 7_045_312  # any number that nobody else locks: two imports never run side by side


class Imports:
    """Beside the repositories of the same books."""

    def __init__(self, books: Books) -> None:
        self._books = books
        self._session: AsyncSession = books.session

    async def begin(self) -> None:
        """Wait for another import to end, and allow the statements of this one their time."""
        for setting in ("SET LOCAL statement_timeout = '15min'", "SET LOCAL lock_timeout = '5min'"):
            await self._session.execute(text(setting))
        await self._session.execute(select(func.pg_advisory_xact_lock(_LOCK)))

    async def known(self) -> Known:
        """What files are checked against."""
        return Known(
            standards=_standards(await self._books.organisations.find()),
            dunning_rule=(await self._books.organisations.preferences()).dunning_rule,
            tax_rates={row.code: row.to_domain() for row in await self._books.plans.tax_rates()},
            plans={row.code: _terms(row) for row in await self._books.plans.all()},
            prices=await self._prices(),
            addons=frozenset(row.code for row in await self._books.addons.all()),
            coupons=frozenset(row.code for row in await self._books.coupons.all()),
            customers=await self._customers(),
            methods={key: usable for key, _, usable in await self._methods()},
            subscriptions=await self._subscriptions(),
            invoices=await self._invoices(),
        )

    async def numbers_of_customers(self) -> dict[str, str]:
        """The customers' numbers by their references."""
        query = select(CustomerRow.reference, CustomerRow.number)
        rows = await self._session.execute(query.where(CustomerRow.reference.is_not(None)))
        return {reference or "": number for reference, number in rows}

    async def numbers_of_subscriptions(self) -> dict[str, str]:
        """The subscriptions' numbers by their references."""
        query = select(SubscriptionRow.reference, SubscriptionRow.number)
        rows = await self._session.execute(query.where(SubscriptionRow.reference.is_not(None)))
        return {reference or "": number for reference, number in rows}

    async def numbers_of_methods(self) -> dict[MethodKey, str]:
        """The numbers of the payment methods that can still be charged."""
        return {key: number for key, number, usable in await self._methods() if usable}

    async def customers(self, references: Sequence[str]) -> dict[str, CustomerRow]:
        """Those of these customers that the books have, by their references."""
        query = select(CustomerRow).where(CustomerRow.reference.in_(references))
        rows = (await self._session.scalars(query.with_for_update(key_share=True))).all()
        return {row.reference or "": row for row in rows}

    async def contacts(self, customers: Sequence[str]) -> Sequence[ContactRow]:
        """Every contact person of these customers."""
        query = select(ContactRow).where(ContactRow.customer.in_(customers))
        return (await self._session.scalars(query.with_for_update(key_share=True))).all()

    async def take(self, series: Series, count: int) -> list[str]:
        """The next so many numbers, at once."""
        next_number = SEQUENCES[series].next_value()
        query = select(next_number).select_from(func.generate_series(1, count).alias("taken"))
        return [written(series.value, number) for number in await self._session.scalars(query)]

    async def take_invoice_numbers(self, count: int) -> list[str]:
        """The next so many of the series without holes; other takers wait for this transaction."""
        row = await self._session.get(NumberRow, INVOICES, with_for_update=True)
        if row is None:
            row = NumberRow(series=INVOICES, next=1)
            self._session.add(row)
        first, row.next = row.next, row.next + count
        await self._session.flush()
        return [written(INVOICES, number) for number in range(first, first + count)]

    async def _prices(self) -> dict[PriceKey, PlanPrice]:
        rows = await self._session.scalars(select(PlanPriceRow))
        return {
            PriceKey(row.plan, row.currency): PlanPrice(
                Money(row.unit_minor_units, row.currency),
                Money(row.setup_minor_units, row.currency),
            )
            for row in rows
        }

    async def _customers(self) -> dict[str, CustomerFacts]:
        main = select(ContactRow.customer).where(ContactRow.is_primary)
        query = select(
            CustomerRow.reference,
            CustomerRow.currency,
            CustomerRow.time_zone,
            CustomerRow.number.in_(main),
            CustomerRow.tax_id,
            CustomerRow.tax_treatment,
        ).where(CustomerRow.reference.is_not(None))
        rows = await self._session.execute(query)
        return {row[0] or "": CustomerFacts(*row[1:]) for row in rows}

    async def _methods(self) -> Sequence[tuple[MethodKey, str, bool]]:
        """Key, number and whether it can be charged; one that can comes after one removed."""
        query = (
            select(
                CustomerRow.reference,
                PaymentMethodRow.token,
                PaymentMethodRow.number,
                PaymentMethodRow.removed_at.is_(None),
            )
            .join(CustomerRow, CustomerRow.number == PaymentMethodRow.customer)
            .where(CustomerRow.reference.is_not(None))
            .order_by(PaymentMethodRow.removed_at.is_(None), PaymentMethodRow.number)
        )
        rows = await self._session.execute(query)
        return [(MethodKey(row[0] or "", row[1]), row[2], row[3]) for row in rows]

    async def _subscriptions(self) -> dict[str, SubscriptionFacts]:
        query = (
            select(SubscriptionRow.reference, CustomerRow.reference, SubscriptionRow.currency)
            .join(CustomerRow, CustomerRow.number == SubscriptionRow.customer)
            .where(SubscriptionRow.reference.is_not(None))
        )
        rows: Sequence[Row[str | None, str | None, str]]
        rows = (await self._session.execute(query)).all()
        return {row[0] or "": SubscriptionFacts(row[1] or "", row[2]) for row in rows}

    async def _invoices(self) -> frozenset[str]:
        query = select(JournalEntryRow.cause).where(JournalEntryRow.cause.startswith(CARRIED_OVER))
        causes = await self._session.scalars(query)
        return frozenset(cause.removeprefix(CARRIED_OVER) for cause in causes)


def _standards(row: OrganisationRow | None) -> Standards | None:
    if row is None:
        return None
    return Standards(row.currency, row.language, row.time_zone, row.country, row.run_hour)


def _terms(row: PlanRow) -> PlanTerms:
    return PlanTerms(
        code=row.code,
        name=row.name,
        description=row.description,
        interval=row.interval,
        trial_days=row.trial_days,
        billing_cycles=row.billing_cycles,
        tax_rate=row.tax_rate,
    )
