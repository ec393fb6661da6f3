"""What preferences mean: about sales orders and the shipments that fulfil them."""

from collections.abc import Mapping

from api.staff.views.preference_meanings import Group, Meaning
from domain.words import N_

MEANINGS: Mapping[str, Meaning] = {
    "view.sales_orders": Meaning(
        Group.PORTAL,
        N_("Customers see their sales orders"),
        N_("On: the portal lists what was confirmed, with its shipments and its invoices."),
    ),
    "sales_orders.mails": Meaning(
        Group.PORTAL,
        N_("Mails about shipments"),
        N_("To everybody who sees the order in the portal, as it happens. None: no mail goes out."),
    ),
}
CHOICES: Mapping[str, str] = {
    "sales_orders.mails/shipped": N_("When it is on its way"),
    "sales_orders.mails/delivered": N_("When it was delivered"),
}
