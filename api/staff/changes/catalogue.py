"""Addons and coupons: written down and changed by staff, and recorded."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from activities.addons import change_addon, create_addon
from activities.coupons import change_coupon, create_coupon
from activities.records import Recorded
from api.callers import SignedInStaff
from api.once import Asked, Outcome, once
from domain.addons import AddonDescription
from domain.coupons import Coupon
from storage.books import Books


async def write_addon(staff: SignedInStaff, key: str, new: AddonDescription) -> Outcome:
    async def work(books: Books, at: datetime) -> Recorded:  # noqa: ARG001 - work of `once`
        await create_addon(books, new)
        return _recorded(staff, "addon", new.code, "create")

    return await once(staff, Asked("console/addons", key, asdict(new)), work)


async def rewrite_addon(staff: SignedInStaff, key: str, wanted: AddonDescription) -> Outcome:
    async def work(books: Books, at: datetime) -> Recorded:  # noqa: ARG001 - work of `once`
        await change_addon(books, wanted)
        return _recorded(staff, "addon", wanted.code, "change")

    return await once(staff, Asked("console/addons/change", key, asdict(wanted)), work)


async def write_coupon(staff: SignedInStaff, key: str, new: Coupon) -> Outcome:
    async def work(books: Books, at: datetime) -> Recorded:
        await create_coupon(books, new, at)
        return _recorded(staff, "coupon", new.code, "create")

    return await once(staff, Asked("console/coupons", key, _said(new)), work)


async def rewrite_coupon(staff: SignedInStaff, key: str, wanted: Coupon) -> Outcome:
    async def work(books: Books, at: datetime) -> Recorded:  # noqa: ARG001 - work of `once`
        await change_coupon(books, wanted)
        return _recorded(staff, "coupon", wanted.code, "change")

    return await once(staff, Asked("console/coupons/change", key, _said(wanted)), work)


def _said(coupon: Coupon) -> Mapping[str, object]:
    """The same words for the same coupon: a set has no order of its own."""
    return {**asdict(coupon), "plans": sorted(coupon.plans)}


def _recorded(staff: SignedInStaff, noun: str, code: str, verb: str) -> Recorded:
    return Recorded(
        staff.actor,
        None,
        noun,
        code,
        verb,
        says=f"{verb} {noun} {code}",
        document=code,
        address=staff.address,
    )
