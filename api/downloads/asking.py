"""Which documents are asked for at once, by their numbers or by the filter of a list."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.portal.views.filters import InvoiceFilter, PaymentFilter, SalesOrderFilter
from domain.downloads import MOST_AT_ONCE, TooManyDocuments
from domain.invoices import InvoiceStatus
from domain.payments import PaymentStatus
from domain.quotes import QuoteStatus
from domain.retainers import RetainerStatus
from domain.sales_orders import SalesOrderStatus

Number = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,8}-[0-9]{6,15}$")]

Text = Annotated[str, StringConstraints(max_length=100)]


class ChosenQuery(BaseModel):
    """`number` may be said several times; without any the whole list is meant."""

    model_config = ConfigDict(extra="forbid")

    number: list[Number] = Field(default_factory=list, max_length=1000)

    @property
    def numbers(self) -> Sequence[str]:
        """Each once. Raises `TooManyDocuments`."""
        chosen = list(dict.fromkeys(self.number))
        if len(chosen) > MOST_AT_ONCE:
            raise TooManyDocuments(most=MOST_AT_ONCE)
        return chosen

    @property
    def statuses(self) -> Sequence[str]:
        """Those that the filter lets through; none for all."""
        return ()


class InvoicesQuery(ChosenQuery):
    show: InvoiceFilter = InvoiceFilter.ALL
    q: Text = ""


class PaymentsQuery(ChosenQuery):
    show: PaymentFilter = PaymentFilter.MADE

    @property
    def statuses(self) -> Sequence[str]:
        return self.show.statuses


class QuotesQuery(ChosenQuery):
    status: QuoteStatus | None = None

    @property
    def statuses(self) -> Sequence[str]:
        return [self.status] if self.status else ()


class SalesOrdersQuery(ChosenQuery):
    show: SalesOrderFilter = SalesOrderFilter.ALL

    @property
    def statuses(self) -> Sequence[str]:
        return self.show.statuses


class StaffQuery(ChosenQuery):
    """`customer` narrows it to one."""

    customer: Annotated[str, StringConstraints(max_length=40, strip_whitespace=True)] = ""


class StaffInvoicesQuery(StaffQuery):
    status: InvoiceStatus | None = None
    overdue: bool = False
    q: Text = ""


class StaffRetainersQuery(StaffQuery):
    status: RetainerStatus | None = None


class StaffPaymentsQuery(StaffQuery):
    status: PaymentStatus | None = None

    @property
    def statuses(self) -> Sequence[str]:
        return [self.status] if self.status else ()


class StaffQuotesQuery(QuotesQuery, StaffQuery):
    """Quotes of all customers, drafts too."""


class StaffSalesOrdersQuery(StaffQuery):
    status: SalesOrderStatus | None = None

    @property
    def statuses(self) -> Sequence[str]:
        return [self.status] if self.status else ()
