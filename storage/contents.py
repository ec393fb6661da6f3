"""What subscriptions consist of at today's prices, read for one or for many together."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.addons import Addon, AddonWithoutPrice, ChosenAddon
from domain.contents import Contents
from domain.coupons import AppliedCoupon
from domain.plans import Plan
from domain.tax_treatments import sold_waiving
from domain.taxes import TaxCategory
from storage.addons import Addons, SubscriptionAddonRow
from storage.coupons import Coupons, RedemptionRow
from storage.plans import Plans
from storage.subscriptions import SubscriptionRow
from storage.tax_treatments import TaxTreatments

_Had = Mapping[str, Sequence[SubscriptionAddonRow]]


@dataclass(frozen=True)
class _Sold:
    """What is sold by plan and currency, coupons by subscription, whose tax is waived and why."""

    plans: Mapping[tuple[str, str], Plan]
    addons: Mapping[str, Mapping[str, Addon]]
    applied: Mapping[str, AppliedCoupon]
    waived: Mapping[str, TaxCategory | None]


@dataclass(frozen=True)
class Sources:
    """Where contents are read from."""

    plans: Plans
    addons: Addons
    coupons: Coupons
    treatments: TaxTreatments


class ReadContents:
    """Reads a page of subscriptions in as many queries as it has plans, currencies and coupons."""

    def __init__(self, session: AsyncSession, sources: Sources) -> None:
        self._session = session
        self._plans, self._addons = sources.plans, sources.addons
        self._coupons, self._treatments = sources.coupons, sources.treatments

    async def one(self, row: SubscriptionRow) -> Contents:
        """Raises `AddonWithoutPrice`."""
        had = await self._had([row])
        return _contents(await self._read([row], had), row, had)

    async def all(self, rows: Sequence[SubscriptionRow]) -> Mapping[str, Contents]:
        """By number. Those that cannot be priced any more are left out."""
        had = await self._had(rows)
        sold = await self._read(rows, had)
        found: dict[str, Contents] = {}
        for row in rows:
            with suppress(AddonWithoutPrice):
                found[row.number] = _contents(sold, row, had)
        return found

    async def _read(self, rows: Sequence[SubscriptionRow], had: _Had) -> _Sold:
        offers = sorted({(row.plan, row.currency) for row in rows})
        currencies = sorted({row.currency for row in rows if row.number in had})
        return _Sold(
            {offer: await self._plans.in_currency(*offer) for offer in offers},
            {currency: await self._addons.in_currency(currency) for currency in currencies},
            await self._applied(rows),
            await self._treatments.waived_of({row.customer for row in rows}),
        )

    async def _had(self, rows: Sequence[SubscriptionRow]) -> _Had:
        found: dict[str, list[SubscriptionAddonRow]] = {}
        for each in await self._session.scalars(
            select(SubscriptionAddonRow)
            .where(SubscriptionAddonRow.subscription.in_([row.number for row in rows]))
            .order_by(SubscriptionAddonRow.addon)
        ):
            found.setdefault(each.subscription, []).append(each)
        return found

    async def _applied(self, rows: Sequence[SubscriptionRow]) -> Mapping[str, AppliedCoupon]:
        codes = {row.number: row.coupon for row in rows if row.coupon}
        if not codes:
            return {}
        places = await self._session.scalars(
            select(RedemptionRow).where(RedemptionRow.subscription.in_(codes))
        )
        return {
            place.subscription: AppliedCoupon(
                await self._coupons.to_domain(await self._coupons.get(place.coupon)), place.first_on
            )
            for place in places
            if place.coupon == codes[place.subscription]
        }


def _contents(sold: _Sold, row: SubscriptionRow, had: _Had) -> Contents:
    chosen = tuple(_chosen(sold, row, each) for each in had.get(row.number, ()))
    plan = sold_waiving(sold.plans[row.plan, row.currency], sold.waived[row.customer])
    return Contents(plan, row.quantity, chosen, sold.applied.get(row.number))


def _chosen(sold: _Sold, row: SubscriptionRow, had: SubscriptionAddonRow) -> ChosenAddon:
    addons = sold.addons[row.currency]
    if had.addon not in addons:
        raise AddonWithoutPrice(addon=had.addon, currency=row.currency)
    return ChosenAddon(sold_waiving(addons[had.addon], sold.waived[row.customer]), had.quantity)
