"""Addons and coupons: what is new of them; what is there is left alone."""

from activities.addons import create_addon
from activities.coupons import create_coupon
from activities.imports.writing import Writing
from domain.addons import AddonDescription
from domain.coupons import Coupon
from domain.imports.addons import FORM as ADDONS
from domain.imports.coupons import FORM as COUPONS
from domain.imports.inspection import FileCount, Part


async def write_addons(writing: Writing, part: Part[AddonDescription]) -> FileCount:
    for addon in part.entries:
        await create_addon(writing.books, addon)
    rows = sum(len(addon.prices) for addon in part.entries)
    return FileCount(ADDONS.file, created=rows, unchanged=part.unchanged)


async def write_coupons(writing: Writing, part: Part[Coupon]) -> FileCount:
    for coupon in part.entries:
        await create_coupon(writing.books, coupon, writing.at)
    return FileCount(COUPONS.file, created=len(part.entries), unchanged=part.unchanged)
