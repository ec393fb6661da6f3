"""The form of a subscription, as it is typed and as it is meant."""

from datetime import datetime
from typing import Annotated

from fastapi import Form

from activities.sales import NewSubscription
from api.inputs import FormBody, Line
from api.staff.inputs import Reader, start_in, whole_number
from api.staff.views.subscriptions import OnOffer
from domain.errors import BillingError
from domain.plans import NoPriceInCurrency, NoSuchPlan
from domain.sales import NoSuchMethod, QuantityNotPositive, SubscriptionReferenceTaken

_FIELDS: dict[type[BillingError], str] = {
    NoSuchPlan: "plan",
    NoPriceInCurrency: "plan",
    QuantityNotPositive: "quantity",
    NoSuchMethod: "payment_method",
    SubscriptionReferenceTaken: "reference",
}


class SubscriptionForm(FormBody):
    customer: Line = ""
    plan: Line = ""
    quantity: Line = ""
    starts_on: Line = ""
    auto_charge: Line = ""
    payment_method: Line = ""
    reference: Line = ""

    def read(self, reader: Reader, offer: OnOffer, hour: int, now: datetime) -> NewSubscription:
        """A start today is a start now; another day begins at the run hour, where it is billed."""
        zone = offer.customer.time_zone
        starts_at = reader.read("starts_on", self.starts_on, start_in(zone, hour, now), now)
        return NewSubscription(
            customer=offer.customer.number,
            plan=self.plan,
            quantity=reader.read("quantity", self.quantity, whole_number, 1),
            auto_charge=bool(self.auto_charge),
            payment_method=self.payment_method or None,
            starts_at=starts_at,
            reference=self.reference or None,
        )


def field_of(refusal: BillingError) -> str:
    """The field that a refusal is about; none where it is about the whole form."""
    return _FIELDS.get(type(refusal), "")


AnySubscription = Annotated[SubscriptionForm, Form()]
