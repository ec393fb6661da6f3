"""Subscriptions: the list by status, and one with its story, terms, invoices and processes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from activities.plans import PlanPrice
from api.entitlements import access_of
from api.outlooks import Outlook, outlook_of
from api.staff.views.dunning import dunning_story
from api.staff.views.plans import plan_list
from api.staff.views.sayings import Story
from api.staff.views.subjects import NO_PRICE, AsOf, Subject, subject_of
from api.staff.views.subscription_stories import subscription_story
from domain.cancellations import CancellationStatus
from domain.contents import list_price
from domain.entitlements import Entitlement
from domain.money import Money
from domain.subscriptions import ENDED, NoSuchSubscription, SubscriptionStatus
from domain.trials import TRIAL_LIFECYCLE, TrialEvent, TrialStatus
from storage.books import Books
from storage.customers import CustomerRow
from storage.dunning import DunningRow
from storage.invoices import InvoiceRow
from storage.overviews import Overviews
from storage.payment_methods import PaymentMethodRow
from storage.plans import PlanRow
from storage.subscriptions import SubscriptionRow

NEWEST = 12


@dataclass(frozen=True)
class SubscriptionList:
    """`names` are those of the customers, `plans` those of the plans, by number and code."""

    subscriptions: Sequence[SubscriptionRow]
    names: Mapping[str, str]
    plans: Mapping[str, str]


@dataclass(frozen=True)
class RunView:
    """A dunning run with its story."""

    run: DunningRow
    story: Story


@dataclass(frozen=True)
class SubscriptionView:
    """A subscription with everything that belongs to it, and what staff can ask of it."""

    subject: Subject
    customer: CustomerRow
    method: PaymentMethodRow | None
    story: Story
    runs: Sequence[RunView]
    invoices: Sequence[InvoiceRow]
    outlook: Outlook
    rules: Sequence[str]
    access: Entitlement

    @property
    def subscription(self) -> SubscriptionRow:
        return self.subject.subscription

    @property
    def price(self) -> Money | None:
        """What a term costs before coupons and taxes."""
        return list_price(self.outlook.contents) if self.outlook.contents else None

    @property
    def workflow_ids(self) -> Sequence[str]:
        """The processes that belong to it."""
        trial = [f"trial/{self.subscription.number}"] if self.subject.trial else []
        runs = [f"dunning/{view.run.invoice}" for view in self.runs]
        number, outlook = self.subscription.number, self.outlook
        rests = [f"pause/{number}"] if outlook.pause else []
        ends = [f"cancellation/{number}"] if self.is_ending else []
        return [f"subscription/{number}", *trial, *rests, *ends, *runs]

    @property
    def is_ending(self) -> bool:
        """Whether a cancellation waits for the end of the term."""
        row = self.outlook.cancellation
        return row is not None and row.status is CancellationStatus.SCHEDULED

    @property
    def is_beginning(self) -> bool:
        """Whether its start has come and its process is about to begin it."""
        row = self.subscription
        return row.status is SubscriptionStatus.FUTURE and row.starts_at <= self.subject.as_of.now

    @property
    def can_activate(self) -> bool:
        trial = self.subject.trial
        return trial is not None and TRIAL_LIFECYCLE.allows(
            trial.status, TrialEvent.BEGIN_CONVERSION
        )

    @property
    def can_extend(self) -> bool:
        trial, most = self.subject.trial, self.subject.as_of.preferences.trial_max_extensions
        return (
            trial is not None
            and trial.status is TrialStatus.LAPSED
            and trial.extensions_used < most
        )

    @property
    def can_toggle(self) -> bool:
        return self.subscription.status not in ENDED and self.method is not None


@dataclass(frozen=True)
class OnOffer:
    """What a customer can subscribe to, in their currency, and be charged with."""

    customer: CustomerRow
    plans: Sequence[tuple[PlanRow, PlanPrice]]
    methods: Sequence[PaymentMethodRow]


async def subscription_list(
    books: Books, *, status: SubscriptionStatus | None, after: str, limit: int
) -> SubscriptionList:
    """Subscriptions in the order of their numbers, from the one that follows `after`."""
    rows = await books.subscriptions.page(status=status, after=after, limit=limit)
    overviews = Overviews(books.session)
    names = await overviews.names([row.customer for row in rows])
    return SubscriptionList(rows, names, await overviews.plan_names([row.plan for row in rows]))


async def find_subscription(books: Books, number: str) -> SubscriptionRow:
    """Raises `NoSuchSubscription`."""
    row = await books.subscriptions.find(number)
    if row is None:
        raise NoSuchSubscription(subscription=number)
    return row


async def subscription_view(books: Books, number: str, as_of: AsOf) -> SubscriptionView:
    """Raises `NoSuchSubscription`."""
    row = await find_subscription(books, number)
    outlook = await outlook_of(books, row)
    subject = await subject_of(books, row, as_of)
    subject = replace(subject, next_amount=outlook.next_total or NO_PRICE)
    method = await books.payment_methods.find(row.payment_method) if row.payment_method else None
    return SubscriptionView(
        subject=subject,
        customer=await books.customers.get(row.customer),
        method=method,
        story=subscription_story(subject),
        runs=[RunView(run, dunning_story(run)) for run in subject.runs],
        invoices=await books.invoices.page(subscription=number, limit=NEWEST),
        outlook=outlook,
        access=await access_of(books, row, as_of.now),
        rules=[each.name for each in await books.dunning_rules.all()],
    )


async def on_offer(books: Books, customer: CustomerRow) -> OnOffer:
    """The plans that have a price in the customer's currency, and the customer's methods."""
    everything = await plan_list(books)
    plans = [
        (view.plan, price)
        for view in everything.plans
        for price in view.prices
        if price.unit.currency == customer.currency
    ]
    return OnOffer(customer, plans, await books.payment_methods.of_customer(customer.number))
