"""Builders for the doors: people, and what belongs to their customers."""

from datetime import date, timedelta

from activities.plans import NewPlan, PlanPrice, create_plan
from activities.quote_offers import Deed, send_quote
from activities.quote_writing import write_quote
from activities.retainers import RetainerFor, issue_retainer
from domain.articles import ArticleKind
from domain.credit_notes import CreditReason
from domain.dunning import DunningRule, opened
from domain.invoices import InvoiceStatus, LineKind
from domain.money import Money
from domain.numbers import CREDIT_NOTES, INVOICES, Series
from domain.payments import FailureClass, PaymentChannel, PaymentStatus
from domain.periods import Interval, IntervalUnit
from domain.processor import MethodKind
from domain.set_ups import SetUpStatus
from domain.subscriptions import SubscriptionStatus
from domain.trials import TrialStatus
from tests.api.persons import PASSWORD, Person, Persons
from tests.support.order_office import sales_order
from tests.support.quote_office import text

__all__ = ["PASSWORD", "People", "Person"]


class People(Persons):
    """Subscriptions, invoices and payments as they lie in the books; no process knows of them."""

    async def plan(self, *, trial_days: int = 0, currency: str = "EUR") -> str:
        self._made += 1
        code = f"plan-{self._made}"
        new = NewPlan(
            code=code,
            name=f"Team {self._made}",
            description="For a team",
            interval=Interval(IntervalUnit.MONTH, 1),
            trial_days=trial_days,
            billing_cycles=None,
            tax_rate=None,
            prices=(PlanPrice(Money(1200, currency), Money(0, currency)),),
        )
        async with self._house.books() as books:
            await create_plan(books, new)
        return code

    async def price(self, subscription: str, minor_units: int) -> None:
        """Another price for the plan of this subscription."""
        async with self._house.books() as books:
            row = await books.subscriptions.get(subscription)
            price = await books.plans.find_price(row.plan, row.currency)
            assert price is not None
            price.unit_minor_units = minor_units

    async def subscription(
        self,
        customer: str,
        status: SubscriptionStatus = SubscriptionStatus.LIVE,
        *,
        trial: TrialStatus | None = None,
        method: str | None = None,
    ) -> str:
        """A subscription as it lies in the books; no process knows of it."""
        now = self._house.clock.now()
        plan = await self.plan(trial_days=14 if trial else 0)
        today = now.date()
        async with self._house.books() as books:
            number = await books.numbers.take(Series.SUBSCRIPTION)
            books.subscriptions.new(
                number=number,
                customer=customer,
                plan=plan,
                currency="EUR",
                quantity=1,
                status=status,
                auto_charge=method is not None,
                payment_method=method,
                starts_at=now,
                anchor_on=None if trial else today,
                anchor_day=None if trial else today.day,
                term_number=None if trial else 0,
                term_starts_on=None if trial else today,
                term_ends_on=None if trial else today + timedelta(days=30),
                renews_at=None if trial else now + timedelta(days=30),
                created_at=now,
            )
            await books.flush()
            if trial:
                books.trials.new(
                    subscription=number,
                    status=trial,
                    started_at=now,
                    ends_at=now + timedelta(days=14),
                    days=14,
                    lapsed_at=now if trial is TrialStatus.LAPSED else None,
                )
        return number

    async def dunning(self, subscription: str, invoice: str) -> None:
        """A run that began now, with its retries to come."""
        now = self._house.clock.now()
        run = opened(DunningRule(), FailureClass.SOFT, zone="UTC", at=now)
        async with self._house.books() as books:
            row = await books.subscriptions.get(subscription)
            owed = await books.invoices.with_number(invoice)
            assert owed is not None
            books.dunning.open_run(invoice, owed.id, row, run)

    async def method(self, customer: str, token: str = "pm_card_visa") -> str:
        async with self._house.books() as books:
            number = await books.numbers.take(Series.METHOD)
            books.payment_methods.new(
                number=number,
                customer=customer,
                kind=MethodKind.CARD,
                token=token,
                brand="Visa",
                last4="4242",
                expires_month=12,
                expires_year=2099,
                created_at=self._house.clock.now(),
            )
        return number

    async def set_up(
        self,
        customer: str,
        number: str,
        status: SetUpStatus = SetUpStatus.WAITING,
        *,
        hosted_url: str | None = None,
    ) -> None:
        """The page on which a method of this number is, or was, given."""
        now = self._house.clock.now()
        async with self._house.books() as books:
            books.set_ups.new(
                number=number,
                customer=customer,
                status=status,
                hosted_url=hosted_url,
                expires_at=now + timedelta(hours=1),
                created_at=now,
            )

    async def invoice(
        self,
        customer: str,
        amount: Money = Money(12000, "EUR"),  # noqa: B008 - frozen
        status: InvoiceStatus = InvoiceStatus.OPEN,
        *,
        due: date | None = None,
    ) -> str:
        """An invoice with one line; a draft has no number, so its id is given."""
        now = self._house.clock.now()
        is_draft = status is InvoiceStatus.DRAFT
        async with self._house.books() as books:
            row = books.invoices.new(
                customer=customer,
                status=InvoiceStatus.DRAFT,
                currency=amount.currency,
                created_at=now,
                subtotal_minor_units=amount.minor_units,
                tax_minor_units=0,
                total_minor_units=amount.minor_units,
            )
            await books.flush()
            books.invoices.add_line(
                row,
                1,
                kind=LineKind.TERM,
                article_kind=ArticleKind.PLAN,
                article_code="team",
                description="Team",
                quantity=1,
                unit_minor_units=amount.minor_units,
                net_minor_units=amount.minor_units,
                tax_minor_units=0,
                gross_minor_units=amount.minor_units,
            )
            await books.flush()
            if is_draft:
                return str(row.id)
            row.number = await books.numbers.take_gap_free(INVOICES)
            row.status, row.issued_on = status, now.date()
            row.due_on = due or now.date() + timedelta(days=14)
            row.finalised_at = now
            if status is InvoiceStatus.PAID:
                row.paid_minor_units = amount.minor_units
            return row.number

    async def retainer(self, customer: str) -> str:
        """A retainer invoice that is asked for."""
        wanted = RetainerFor(customer, Money(5000, "EUR"), "Advice in advance")
        async with self._house.books() as books:
            row = await issue_retainer(books, wanted, "STAFF-000001", self._house.clock.now())
        return row.number or ""

    async def quote(self, customer: str) -> str:
        """A quote that waits for its customer's answer."""
        at = self._house.clock.now()
        async with self._house.books() as books:
            number = (await write_quote(books, customer, text(), "STAFF-000001", at)).number
            await send_quote(books, number, Deed("STAFF-000001", at))
        return number

    async def sales_order(self, customer: str) -> str:
        """One of which a part is on its way."""
        return await sales_order(self._house.books, customer, self._house.clock.now())

    async def credit_note(self, customer: str, invoice: str) -> str:
        """Half of the invoice's one line is given back."""
        now = self._house.clock.now()
        async with self._house.books() as books:
            number = await books.numbers.take_gap_free(CREDIT_NOTES)
            row = await books.invoices.with_number(invoice)
            assert row is not None
            half = row.total_minor_units // 2
            books.credit_notes.new(
                number=number,
                customer=customer,
                reason=CreditReason.CHANGE,
                currency=row.currency,
                subtotal_minor_units=half,
                tax_minor_units=0,
                total_minor_units=half,
                issued_on=now.date(),
                issued_at=now,
            )
            await books.flush()
            books.credit_notes.add_line(
                number,
                1,
                invoice_line=await books.credit_notes.line_id(invoice, 1),
                description="Team",
                starts_on=now.date(),
                ends_on=now.date() + timedelta(days=15),
                net_minor_units=half,
                tax_minor_units=0,
                gross_minor_units=half,
            )
        return number

    async def close_page(self, payment: str) -> None:
        """The customer has given it up; the processor was not told yet."""
        async with self._house.books() as books:
            (await books.payments.get(payment)).expires_at = self._house.clock.now()

    async def payment(
        self,
        customer: str,
        invoice: str,
        status: PaymentStatus = PaymentStatus.SUCCEEDED,
        *,
        amount: Money = Money(12000, "EUR"),  # noqa: B008 - frozen
        hosted_url: str | None = None,
    ) -> str:
        now = self._house.clock.now()
        async with self._house.books() as books:
            number = await books.numbers.take(Series.PAYMENT)
            books.payments.new(
                number=number,
                customer=customer,
                channel=PaymentChannel.HOSTED,
                status=status,
                currency=amount.currency,
                amount_minor_units=amount.minor_units,
                hosted_url=hosted_url,
                created_at=now,
                decided_at=now if status is PaymentStatus.SUCCEEDED else None,
            )
            await books.flush()
            row = await books.invoices.with_number(invoice)
            assert row is not None
            books.payments.add_allocation(number, row.id, amount)
            await books.flush()
            for allocation in await books.payments.allocations(number):
                is_done = status is PaymentStatus.SUCCEEDED
                allocation.applied_minor_units = amount.minor_units if is_done else 0
                allocation.is_open = status in (
                    PaymentStatus.CREATED,
                    PaymentStatus.REQUIRES_ACTION,
                    PaymentStatus.PROCESSING,
                    PaymentStatus.UNKNOWN,
                )
        return number
