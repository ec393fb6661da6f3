"""Payment methods: the processor's token and what may be shown of it. Never a number."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Index, select, text
from sqlalchemy.orm import Mapped, mapped_column

from domain.processor import MethodFacts, MethodKind, method_label
from storage.base import Base, status_column
from storage.repository import Repository


class PaymentMethodRow(Base):
    __tablename__ = "payment_methods"
    __table_args__ = (
        Index(
            "uq_payment_methods_customer_token",
            "customer",
            "token",
            unique=True,
            postgresql_where=text("removed_at IS NULL"),
        ),
        Index(
            "uq_payment_methods_one_default",
            "customer",
            unique=True,
            postgresql_where=text("is_default AND removed_at IS NULL"),
        ),
    )

    number: Mapped[str] = mapped_column(primary_key=True)
    customer: Mapped[str] = mapped_column(ForeignKey("customers.number"))
    kind: Mapped[MethodKind] = status_column(MethodKind)
    token: Mapped[str]
    brand: Mapped[str]
    last4: Mapped[str]
    expires_month: Mapped[int | None]
    expires_year: Mapped[int | None]
    country: Mapped[str] = mapped_column(default="")
    is_default: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    reminded_at: Mapped[datetime | None]
    expired_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]

    @property
    def label(self) -> str:
        """`Visa •••• 4242`: how its owner recognises it."""
        return method_label(self.brand, self.last4)

    @property
    def facts(self) -> MethodFacts:
        """What may be known of it, as the rules ask for it."""
        return MethodFacts(
            token=self.token,
            kind=self.kind,
            brand=self.brand,
            last4=self.last4,
            expires_month=self.expires_month,
            expires_year=self.expires_year,
            country=self.country,
        )


class PaymentMethods(Repository[PaymentMethodRow]):
    _row = PaymentMethodRow

    async def with_token(self, customer: str, token: str) -> PaymentMethodRow | None:
        return await self._session.scalar(
            select(PaymentMethodRow).where(
                PaymentMethodRow.customer == customer,
                PaymentMethodRow.token == token,
                PaymentMethodRow.removed_at.is_(None),
            )
        )

    async def of_customer(self, customer: str) -> Sequence[PaymentMethodRow]:
        return (
            await self._session.scalars(
                select(PaymentMethodRow)
                .where(PaymentMethodRow.customer == customer, PaymentMethodRow.removed_at.is_(None))
                .order_by(PaymentMethodRow.created_at.desc(), PaymentMethodRow.number)
            )
        ).all()

    async def default_of(self, customer: str) -> PaymentMethodRow | None:
        """What is charged where no other method was chosen."""
        return await self._session.scalar(
            select(PaymentMethodRow).where(
                PaymentMethodRow.customer == customer,
                PaymentMethodRow.is_default,
                PaymentMethodRow.removed_at.is_(None),
            )
        )

    async def ageing(self) -> Sequence[str]:
        """Numbers of those that will expire."""
        return (
            await self._session.scalars(
                select(PaymentMethodRow.number).where(
                    PaymentMethodRow.expires_year.is_not(None),
                    PaymentMethodRow.expired_at.is_(None),
                    PaymentMethodRow.removed_at.is_(None),
                )
            )
        ).all()
