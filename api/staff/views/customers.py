"""Customers: the list with how each main contact stands with the portal, and one of them whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from api.staff.views.errands import invitation_story
from api.staff.views.methods import MethodView, method_views
from api.staff.views.sayings import Story
from domain.customers import NoSuchContact, NoSuchCustomer
from domain.invitations import INVITATION_LIFECYCLE, InvitationEvent, InvitationStatus
from domain.money import Money
from domain.subscriptions import ENDED
from domain.tax_treatments import TAXED, WAIVED_NAMES
from domain.taxes import TaxCategory
from storage.books import Books
from storage.commands import CommandRow
from storage.customers import ContactRow, CustomerRow
from storage.invitations import InvitationRow
from storage.invoices import InvoiceRow
from storage.messages import MessageRow
from storage.overviews import Overviews
from storage.payments import PaymentRow
from storage.subscriptions import SubscriptionRow

NEWEST = 10
LIVES_ON = 100


@dataclass(frozen=True)
class ContactView:
    """A contact person, how the invitation stands in words, and what staff can do about it."""

    contact: ContactRow
    invitation: InvitationRow | None

    @property
    def story(self) -> Story | None:
        return invitation_story(self.invitation) if self.invitation else None

    @property
    def can_enable(self) -> bool:
        """Whether a first invitation can go out, or one after access was taken away."""
        if not self.contact.email:
            return False
        return self.invitation is None or self.invitation.status in (
            InvitationStatus.REVOKED,
            InvitationStatus.DISABLED,
        )

    @property
    def can_resend(self) -> bool:
        return bool(self.contact.email) and self._allows(InvitationEvent.RESEND)

    @property
    def can_revoke(self) -> bool:
        return self._allows(InvitationEvent.REVOKE)

    @property
    def can_disable(self) -> bool:
        """Whether there is access to take away; an open invitation is revoked instead."""
        return self._allows(InvitationEvent.DISABLE) and not self.can_revoke

    def _allows(self, event: InvitationEvent) -> bool:
        invitation = self.invitation
        return invitation is not None and INVITATION_LIFECYCLE.allows(invitation.status, event)


@dataclass(frozen=True)
class ListedCustomer:
    customer: CustomerRow
    main: ContactView | None


@dataclass(frozen=True)
class Owed:
    """What is open in one currency, in how many invoices."""

    amount: Money
    invoices: int


@dataclass(frozen=True)
class CustomerView:
    """Everything that is known about a customer, the newest first.

    `plans` are names by codes, `waived` is why its tax is, if it is.
    """

    customer: CustomerRow
    contacts: Sequence[ContactView]
    owed: Sequence[Owed]
    credits: Sequence[Money]
    retainers: Sequence[tuple[Money, Money]]
    """What retainers ask for, and what of them was paid and not used, by currency."""
    subscriptions: Sequence[SubscriptionRow]
    plans: Mapping[str, str]
    invoices: Sequence[InvoiceRow]
    payments: Sequence[PaymentRow]
    mails: Sequence[MessageRow]
    commands: Sequence[CommandRow]
    methods: Sequence[MethodView]
    waiting: Sequence[str]
    waived: TaxCategory | None

    @property
    def tax(self) -> str:
        """How it is taxed as things are now."""
        return WAIVED_NAMES[self.waived] if self.waived else TAXED

    @property
    def going_on(self) -> Sequence[SubscriptionRow]:
        """Those that can still be charged."""
        return [each for each in self.subscriptions if each.status not in ENDED]

    @property
    def names(self) -> Mapping[str, str]:
        """The contact persons' names by their numbers: who a mail went to, who asked."""
        return {view.contact.number: view.contact.name for view in self.contacts}


async def customer_list(
    books: Books, *, search: str, after: str, limit: int
) -> Sequence[ListedCustomer]:
    """Customers in the order of their numbers, from the one that follows `after`."""
    rows = await books.customers.page(search=search, after=after, limit=limit)
    found = await Overviews(books.session).main_contacts([row.number for row in rows])
    mains = {contact.customer: ContactView(contact, invitation) for contact, invitation in found}
    return [ListedCustomer(row, mains.get(row.number)) for row in rows]


async def find_customer(books: Books, number: str) -> CustomerRow:
    """Raises `NoSuchCustomer`."""
    customer = await books.customers.find(number)
    if customer is None:
        raise NoSuchCustomer(customer=number)
    return customer


async def find_contact(books: Books, number: str) -> ContactView:
    """Raises `NoSuchContact`."""
    contact = await books.customers.contact(number)
    if contact is None:
        raise NoSuchContact(contact=number)
    return ContactView(contact, await books.invitations.find(number))


async def contacts_of(books: Books, customer: str) -> Sequence[ContactView]:
    """The contact persons, the main one first."""
    contacts = await books.customers.contacts_of(customer)
    rows = await books.invitations.of_contacts([contact.number for contact in contacts])
    invitations = {row.contact: row for row in rows}
    return [ContactView(contact, invitations.get(contact.number)) for contact in contacts]


async def customer_view(books: Books, number: str) -> CustomerView:
    """Raises `NoSuchCustomer`."""
    customer = await find_customer(books, number)
    subscriptions = await books.subscriptions.of_customer(number, limit=LIVES_ON)
    codes = [row.plan for row in subscriptions]
    return CustomerView(
        customer=customer,
        contacts=await contacts_of(books, number),
        owed=[
            Owed(Money(int(total), currency), count)
            for currency, count, total, _ in await books.invoices.owed(number)
        ],
        credits=await books.journal.credits(number),
        retainers=await books.journal.retainers(number),
        subscriptions=subscriptions,
        plans=await Overviews(books.session).plan_names(codes),
        invoices=await books.invoices.page(customer=number, limit=NEWEST),
        payments=await books.payments.page(number, limit=NEWEST),
        mails=await books.messages.of_customer(number, limit=NEWEST),
        commands=await books.commands.page(customer=number, limit=NEWEST),
        methods=await method_views(books, number),
        waiting=await books.watch.held_numbers(number) if customer.parked_at else (),
        waived=await books.tax_treatments.waived(number),
    )
