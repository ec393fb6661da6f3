"""The form of coupons, as it is typed and as it is meant."""

from datetime import date
from typing import Annotated

from fastapi import Form
from pydantic import Field

from api.inputs import FormBody, Line
from api.staff.inputs import NotADate, Reader, price_in, share, whole_number
from api.staff.views.coupons import DURATIONS, CouponView, percent_of
from domain.coupons import (
    Coupon,
    CouponCodeTaken,
    CouponDuration,
    CouponInUse,
    CouponLimitTooLow,
    CouponNeedsMonths,
    CouponNeedsOneDiscount,
)
from domain.customers import check_name
from domain.errors import BillingError
from domain.money import Money
from domain.plans import NotACode, check_code

_FIELDS: dict[type[BillingError], str] = {
    CouponCodeTaken: "code",
    NotACode: "code",
    CouponInUse: "percent",
    CouponNeedsOneDiscount: "percent",
    CouponNeedsMonths: "months",
    CouponLimitTooLow: "limit",
}


class CouponForm(FormBody):
    """Either a percentage or an amount with its currency."""

    code: Line = ""
    name: Line = ""
    percent: Line = ""
    amount: Line = ""
    currency: Line = ""
    duration: Line = CouponDuration.ONCE.value
    months: Line = ""
    last_day: Line = ""
    limit: Line = ""
    plans: Annotated[list[Line], Field(default_factory=list, max_length=500)]

    @classmethod
    def of(cls, view: CouponView) -> "CouponForm":
        coupon = view.coupon
        return cls(
            csrf="",
            code=coupon.code,
            name=coupon.name,
            percent=percent_of(coupon.share) if coupon.share else "",
            amount=str(coupon.amount.decimal) if coupon.amount else "",
            currency=coupon.amount.currency if coupon.amount else "",
            duration=coupon.duration,
            months=str(coupon.months or ""),
            last_day=coupon.last_day.isoformat() if coupon.last_day else "",
            limit=str(coupon.limit or ""),
            plans=list(view.plans),
        )

    def promising(self, view: CouponView) -> "CouponForm":
        """With what the coupon takes off already, whatever was sent: that is not offered."""
        kept = CouponForm.of(view)
        names = ("code", "percent", "amount", "currency", "duration", "months")
        return self.model_copy(update={name: getattr(kept, name) for name in names})

    def read(self, reader: Reader) -> Coupon | None:
        """The coupon as it is meant; None where something is wrong, which is noted."""
        reader.read("code", self.code, check_code, None)
        reader.read("name", self.name, check_name, None)
        duration = reader.one_of("duration", self.duration, DURATIONS)
        taken = reader.read("percent", self.percent, share, None) if self.percent else None
        amount = self._amount(reader)
        months = reader.read("months", self.months, whole_number, None) if self.months else None
        last_day = reader.read("last_day", self.last_day, _day, None) if self.last_day else None
        limit = reader.read("limit", self.limit, whole_number, None) if self.limit else None
        if reader.errors:
            return None
        try:
            return Coupon(
                code=self.code,
                name=self.name,
                share=taken,
                amount=amount,
                duration=CouponDuration(duration),
                months=months,
                last_day=last_day,
                limit=limit,
                plans=frozenset(self.plans),
            )
        except BillingError as refusal:
            reader.note(coupon_field(refusal), refusal)
            return None

    def _amount(self, reader: Reader) -> Money | None:
        if not self.amount:
            return None
        return reader.read("amount", self.amount, price_in(self.currency), Money.zero("EUR"))


def _day(text: str) -> date:
    """Raises `NotADate`."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise NotADate(typed=text) from None


def coupon_field(refusal: BillingError) -> str:
    """The field that a refusal is about; none where it is about the whole form."""
    return _FIELDS.get(type(refusal), "")


AnyCoupon = Annotated[CouponForm, Form()]
