"""Taxed lines: what stands on an invoice, a quote or an order, with the tax that it bears there."""

from fractions import Fraction

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from domain.taxes import TaxBehaviour, TaxCategory, TaxRate
from storage.base import status_column


class TaxedLine:
    """The columns of a line. Its tax is that of a day, whatever becomes of the rate later.

    The discount is what was taken off the price of the whole line, before tax.
    """

    position: Mapped[int]
    description: Mapped[str]
    quantity: Mapped[int]
    unit_minor_units: Mapped[int]
    discount_minor_units: Mapped[int] = mapped_column(default=0)
    tax_rate: Mapped[str | None] = mapped_column(ForeignKey("tax_rates.code"))
    tax_name: Mapped[str | None]
    tax_numerator: Mapped[int | None]
    tax_denominator: Mapped[int | None]
    tax_behaviour: Mapped[TaxBehaviour | None] = status_column(TaxBehaviour, nullable=True)
    tax_category: Mapped[TaxCategory | None] = status_column(TaxCategory, nullable=True)
    tax_note: Mapped[str] = mapped_column(default="")
    net_minor_units: Mapped[int]
    tax_minor_units: Mapped[int]
    gross_minor_units: Mapped[int]

    @property
    def borne_tax(self) -> TaxRate | None:
        """The tax as it was when this was written; None for a line without."""
        if self.tax_rate is None or self.tax_numerator is None or self.tax_behaviour is None:
            return None
        return TaxRate(
            self.tax_rate,
            self.tax_name or "",
            Fraction(self.tax_numerator, self.tax_denominator or 1),
            self.tax_behaviour,
            self.tax_category or TaxCategory.STANDARD,
            self.tax_note,
        )


def adds_up() -> CheckConstraint:
    """What the database holds of each line."""
    return CheckConstraint(
        "gross_minor_units = net_minor_units + tax_minor_units", name="gross_adds_up"
    )
