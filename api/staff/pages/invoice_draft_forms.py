"""The form of an invoice draft: as it is typed, its lines in columns, and as it is meant."""

from typing import Annotated

from fastapi import Form

from activities.invoice_drafts import BilledTo, Written
from api.inputs import Line, Words
from api.staff.inputs import Reader, whole_number
from api.staff.pages.line_forms import LinesForm, typed_day, typed_line
from api.staff.views.invoice_drafts import DraftView
from domain.addresses import PostalAddress
from domain.customers import check_name
from domain.invoice_drafts import Due
from domain.invoices import InvoiceKind
from storage.base import Json
from storage.customers import CustomerRow

_PARTS = ("line1", "line2", "postcode", "city", "region", "country")


class DraftForm(LinesForm):
    kind: InvoiceKind = InvoiceKind.INVOICE
    project: Line = ""
    customer: Line = ""
    name: Line = ""
    tax_id: Line = ""
    billing_line1: Line = ""
    billing_line2: Line = ""
    billing_postcode: Line = ""
    billing_city: Line = ""
    billing_region: Line = ""
    billing_country: Line = ""
    shipping_line1: Line = ""
    shipping_line2: Line = ""
    shipping_postcode: Line = ""
    shipping_city: Line = ""
    shipping_region: Line = ""
    shipping_country: Line = ""
    purchase_order: Line = ""
    due_days: Line = ""
    due_on: Line = ""
    notes: Words = ""
    terms: Words = ""

    def read(self, reader: Reader, currency: str) -> Written:
        """The draft as it is meant; what is wrong is noted with its field."""
        reader.read("name", self.name, check_name, None)
        billing, shipping = self._address("billing"), self._address("shipping")
        return Written(
            lines=tuple(line for _, line in self.written(reader, currency)),
            billed_to=BilledTo(
                self.name,
                self.tax_id,
                billing,
                shipping if shipping.line1 or shipping.city else billing,
            ),
            due=self._due(reader),
            purchase_order=self.purchase_order,
            notes=self.notes,
            terms=self.terms,
            project=self.project,
            kind=self.kind,
        )

    def _due(self, reader: Reader) -> Due:
        on = reader.read("due_on", self.due_on, typed_day, None) if self.due_on else None
        if on or not self.due_days:
            return Due(on=on)
        return reader.read("due_days", self.due_days, lambda text: Due(whole_number(text)), Due())

    def _address(self, prefix: str) -> PostalAddress:
        return PostalAddress(**{name: getattr(self, f"{prefix}_{name}") for name in _PARTS})


def empty_draft(customer: CustomerRow, kind: InvoiceKind) -> DraftForm:
    """The form of a new draft, for the customer as they are known."""
    return DraftForm.empty(
        customer=customer.number,
        name=customer.name,
        tax_id=customer.tax_id,
        **_typed("billing", customer.billing_address),
        **_typed("shipping", customer.shipping_address),
        kind=kind,
    )


def form_of(view: DraftView) -> DraftForm:
    """The form of a draft as it was saved last."""
    draft, invoice = view.draft, view.invoice
    form = DraftForm.empty(
        customer=draft.customer,
        edition=str(draft.edition),
        name=invoice.customer_name or "",
        tax_id=invoice.customer_tax_id or "",
        **_typed("billing", invoice.billing_address),
        **_typed("shipping", invoice.shipping_address),
        purchase_order=invoice.purchase_order,
        notes=invoice.notes,
        terms=invoice.terms,
        kind=invoice.kind,
        project=invoice.project or "",
        due_days="" if draft.net_days is None else str(draft.net_days),
        due_on=draft.due_on.isoformat() if draft.due_on else "",
    )
    return form.with_lines([typed_line(line) for line in view.lines])


def _typed(prefix: str, stored: Json | None) -> dict[str, str]:
    return {f"{prefix}_{name}": str((stored or {}).get(name) or "") for name in _PARTS}


AnyDraft = Annotated[DraftForm, Form()]
