"""Builders: one for each thing, valid by default. A test states only what it is about."""

from collections.abc import Mapping
from datetime import date, datetime

from activities.customers import NewContact, NewCustomer, create_contact, create_customer
from activities.plans import NewPlan, PlanPrice, create_plan
from activities.post import Post
from activities.sales import NewSubscription, create_subscription
from domain.addons import AddonKind, AddonPricing
from domain.addresses import PostalAddress
from domain.commands import ActorKind
from domain.coupons import CouponDuration
from domain.money import Money
from domain.numbers import Series
from domain.periods import Interval, IntervalUnit
from domain.processor import MethodKind
from domain.taxes import TaxBehaviour
from storage.books import Books, OpenBooks
from tests.support.time import VirtualClock

MONTHLY = Interval(IntervalUnit.MONTH, 1)


class Builders:
    """Writes rows as staff would, at the world's present time."""

    def __init__(self, books: OpenBooks, post: Post, clock: VirtualClock) -> None:
        self._books = books
        self._post = post
        self._clock = clock
        self._made = 0

    async def organisation(self, **values: object) -> None:
        """The organisation, in Vienna unless the test says otherwise; once."""
        async with self._books() as books:
            if await books.organisations.find() is None:
                books.organisations.new(
                    **{
                        "id": 1,
                        "name": "Northwind Studio",
                        "country": "AT",
                        "language": "en",
                        "time_zone": "UTC",
                        "currency": "EUR",
                        "run_hour": 6,
                        "email": "office@northwind.example",
                        **values,
                    }
                )

    async def preference(self, key: str, value: object) -> None:
        async with self._books() as books:
            at = await self._clock.read()
            await books.organisations.set_preference(key, value, by="test", at=at)

    async def customer(self, *, currency: str = "EUR", time_zone: str = "UTC") -> str:
        """A customer with a primary contact person; its number."""
        await self.organisation()
        self._made += 1
        at = await self._clock.read()
        address = PostalAddress("Street 1", "", "1010", "Vienna", "", "AT")
        async with self._books() as books:
            customer = await create_customer(
                books,
                NewCustomer(
                    name=f"Acme {self._made}",
                    currency=currency,
                    language="en",
                    time_zone=time_zone,
                    country="AT",
                    tax_id="",
                    billing_address=address,
                    shipping_address=address,
                    reference=None,
                ),
                at,
            )
            await create_contact(
                books,
                NewContact(
                    customer=customer.number,
                    name="Ada Example",
                    email=f"ada{self._made}@acme.example",
                    phone="",
                    language=None,
                    is_primary=True,
                ),
                at,
            )
        return customer.number

    async def contact_of(self, customer: str) -> str:
        async with self._books() as books:
            contact = await books.customers.primary_contact(customer)
        assert contact is not None
        return contact.number

    async def tax_rate(self, percent: int, behaviour: TaxBehaviour) -> str:
        code = f"{behaviour}{percent}"
        async with self._books() as books:
            books.plans.new_tax_rate(
                code=code,
                name=f"VAT {percent} %",
                numerator=percent,
                denominator=100,
                behaviour=behaviour,
            )
        return code

    async def plan(
        self,
        price: Money = Money(3100, "EUR"),  # noqa: B008 - frozen
        *,
        interval: Interval = MONTHLY,
        setup_fee: int = 0,
        trial_days: int = 0,
        billing_cycles: int | None = None,
        tax_rate: str | None = None,
    ) -> str:
        """A plan without tax; its code."""
        self._made += 1
        code = f"plan{self._made}"
        setup = Money(setup_fee, price.currency)
        async with self._books() as books:
            await create_plan(
                books,
                NewPlan(
                    code=code,
                    name=f"Plan {self._made}",
                    description="",
                    interval=interval,
                    trial_days=trial_days,
                    billing_cycles=billing_cycles,
                    tax_rate=tax_rate,
                    prices=(PlanPrice(price, setup),),
                ),
            )
        return code

    async def addon(
        self,
        price: Money = Money(500, "EUR"),  # noqa: B008 - frozen
        *,
        kind: AddonKind = AddonKind.RECURRING,
        pricing: AddonPricing = AddonPricing.PER_UNIT,
        tax_rate: str | None = None,
    ) -> str:
        """An addon for every plan; its code."""
        self._made += 1
        code = f"addon{self._made}"
        async with self._books() as books:
            books.addons.new(
                code=code,
                name=f"Addon {self._made}",
                kind=kind,
                pricing=pricing,
                tax_rate=tax_rate,
            )
            await books.flush()
            books.addons.new_price(code, price)
        return code

    async def coupon(
        self,
        percent: int = 50,
        *,
        duration: CouponDuration = CouponDuration.FOREVER,
        limit: int | None = None,
        last_day: date | None = None,
    ) -> str:
        """A coupon for every plan; its code."""
        self._made += 1
        code = f"COUPON{self._made}"
        at = await self._clock.read()
        async with self._books() as books:
            books.coupons.new(
                code=code,
                name=f"{percent} % off",
                share_numerator=percent,
                share_denominator=100,
                duration=duration,
                redemption_limit=limit,
                last_day=last_day,
                created_at=at,
            )
        return code

    async def allow_bank_account(self, customer: str) -> None:
        """Staff let this customer pay from a bank account."""
        async with self._books() as books:
            (await books.customers.get(customer)).bank_account_allowed = True

    async def method(self, customer: str, token: str = "pm_card_visa") -> str:
        """A saved card of the customer; its number. The token says how it behaves."""
        at = await self._clock.read()
        async with self._books() as books:
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
                created_at=at,
            )
        return number

    async def subscription(
        self,
        plan: str | None = None,
        *,
        customer: str | None = None,
        token: str | None = "pm_card_visa",
        auto_charge: bool = True,
        quantity: int = 1,
        starts_at: datetime | None = None,
    ) -> str:
        """A subscription that begins now, charged to a card that behaves as its token says."""
        customer = customer or await self.customer()
        plan = plan or await self.plan()
        method = await self.method(customer, token) if token else None
        at = await self._clock.read()
        async with self._books() as books:
            row = await create_subscription(
                books,
                NewSubscription(
                    customer=customer,
                    plan=plan,
                    quantity=quantity,
                    auto_charge=auto_charge,
                    payment_method=method,
                    starts_at=starts_at or at,
                    reference=None,
                ),
                at,
            )
        await self._post.deliver(books.told)
        return row.number

    async def customer_of(
        self, books: Books, process: str, key: str, payload: Mapping[str, object]
    ) -> str:
        """Whose affair a command is, as the API knows it."""
        match process:
            case "trial" | "subscription" | "pause" | "cancellation":
                return (await books.subscriptions.get(key)).customer
            case "invitation":
                return (await books.customers.lock_contact(key)).customer
            case "delivery" | "method" | "quote" | "approval":
                return str(payload.get("customer") or await _keeper(books, process, key))
            case "dunning":
                return await _debtor(books, key)
            case "payment" | "refund":
                whose = _payer if process == "payment" else _refunded
                return await whose(books, key, payload)
            case _:
                raise LookupError(process)


async def _keeper(books: Books, process: str, key: str) -> str:
    """Of what carries its customer itself."""
    if process == "quote":
        return (await books.quotes.get(key)).customer
    if process == "approval":
        return (await books.approvals.get(key)).customer
    kept = books.messages if process == "delivery" else books.payment_methods
    return (await kept.get(key)).customer


async def _payer(books: Books, key: str, payload: Mapping[str, object]) -> str:
    """Who pays: of a payment that is not in the books yet, whoever has its first invoice."""
    found = await books.payments.find(key)
    if found:
        return found.customer
    wanted = payload["invoices"]
    assert isinstance(wanted, list)
    invoice = await books.invoices.with_number(wanted[0]["number"])
    assert invoice is not None
    return invoice.customer


async def _refunded(books: Books, key: str, payload: Mapping[str, object]) -> str:
    refund = await books.refunds.find(key)
    return (await books.payments.get(refund.payment if refund else payload["payment"])).customer


async def _debtor(books: Books, invoice: str) -> str:
    """Who owes an invoice."""
    found = await books.invoices.with_number(invoice)
    assert found is not None
    return found.customer


async def actor_of(books: Books, by: ActorKind, customer: str | None) -> str:
    """Who gives a command: a contact person is one of the customer's own."""
    if by is not ActorKind.CONTACT or customer is None:
        return "somebody"
    contact = await books.customers.primary_contact(customer)
    return contact.number if contact else "somebody"
