"""The books: one unit of work over every repository. Leaving commits, raising rolls back."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import cached_property
from time import monotonic
from typing import Any, Generic, TypeVar
from uuid import UUID

from sqlalchemy import event, text
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)
from sqlalchemy.pool import ConnectionPoolEntry

from storage.addons import Addons
from storage.approvals import Approvals
from storage.cancellations import Cancellations
from storage.changes import Changes
from storage.commands import Commands
from storage.comments import Comments
from storage.contents import ReadContents, Sources
from storage.coupons import Coupons
from storage.credit_notes import CreditNotes
from storage.credits import Credits
from storage.customers import Customers
from storage.document_links import DocumentLinks
from storage.documents import Documents
from storage.dunning import Dunning
from storage.dunning_rules import DunningRules
from storage.first_views import FirstViews
from storage.invitations import Invitations
from storage.invoice_drafts import InvoiceDrafts
from storage.invoices import Invoices
from storage.journal import Journal
from storage.messages import Messages
from storage.notifications import Notifications
from storage.numbers import Numbers
from storage.organisations import Organisations
from storage.pauses import Pauses
from storage.payment_methods import PaymentMethods
from storage.payments import Payments
from storage.plans import Plans
from storage.projects import Projects
from storage.quotes import Quotes
from storage.refunds import Refunds
from storage.reminders import Reminders
from storage.retainers import Retainers
from storage.sales_orders import SalesOrders
from storage.sessions import Sessions
from storage.set_ups import SetUps
from storage.shipments import Shipments
from storage.sign_offs import SignOffs
from storage.staff import Staff
from storage.subscriptions import Subscriptions
from storage.tax_treatments import TaxTreatments
from storage.time_entries import TimeEntries
from storage.tokens import Tokens
from storage.trials import Trials
from storage.unbilled_charges import UnbilledCharges
from storage.watch import Watch

Repository = TypeVar("Repository")


class _Kept(Generic[Repository]):
    """A repository of the books, made when it is first asked for."""

    def __init__(self, make: Callable[[AsyncSession], Repository]) -> None:
        self._make = make

    def __set_name__(self, _owner: type, name: str) -> None:
        self._name = name

    def __get__(self, books: "Books", _owner: type) -> Repository:
        made = books.__dict__[self._name] = self._make(books.session)
        return made


class Books:
    """Every repository on one transaction. `told` are the commands to deliver after its commit."""

    addons = _Kept(Addons)
    approvals = _Kept(Approvals)
    sign_offs = _Kept(SignOffs)
    cancellations = _Kept(Cancellations)
    changes = _Kept(Changes)
    comments = _Kept(Comments)
    coupons = _Kept(Coupons)
    credit_notes = _Kept(CreditNotes)
    credits = _Kept(Credits)
    customers = _Kept(Customers)
    document_links = _Kept(DocumentLinks)
    documents = _Kept(Documents)
    dunning = _Kept(Dunning)
    dunning_rules = _Kept(DunningRules)
    first_views = _Kept(FirstViews)
    invitations = _Kept(Invitations)
    invoice_drafts = _Kept(InvoiceDrafts)
    invoices = _Kept(Invoices)
    journal = _Kept(Journal)
    messages = _Kept(Messages)
    notifications = _Kept(Notifications)
    numbers = _Kept(Numbers)
    organisations = _Kept(Organisations)
    pauses = _Kept(Pauses)
    payment_methods = _Kept(PaymentMethods)
    payments = _Kept(Payments)
    plans = _Kept(Plans)
    quotes = _Kept(Quotes)
    projects = _Kept(Projects)
    refunds = _Kept(Refunds)
    reminders = _Kept(Reminders)
    retainers = _Kept(Retainers)
    sales_orders = _Kept(SalesOrders)
    sessions = _Kept(Sessions)
    set_ups = _Kept(SetUps)
    shipments = _Kept(Shipments)
    staff = _Kept(Staff)
    subscriptions = _Kept(Subscriptions)
    time_entries = _Kept(TimeEntries)
    tokens = _Kept(Tokens)
    trials = _Kept(Trials)
    unbilled_charges = _Kept(UnbilledCharges)
    watch = _Kept(Watch)

    def __init__(self, session: AsyncSession) -> None:
        self.session = session
        self.told: list[UUID] = []
        self.commands = Commands(session, self.told)

    @cached_property
    def contents(self) -> ReadContents:
        """What subscriptions consist of: no table of its own."""
        sources = Sources(self.plans, self.addons, self.coupons, self.tax_treatments)
        return ReadContents(self.session, sources)

    @cached_property
    def tax_treatments(self) -> TaxTreatments:
        """Whose tax is waived: no table of its own either."""
        return TaxTreatments(self.session, self.organisations)

    async def only_read(self) -> None:
        """Without a transaction: two round trips less. What is written anyway is kept at once."""
        await self.session.connection(execution_options={"isolation_level": "AUTOCOMMIT"})

    async def flush(self) -> None:
        """Let the database see, and check, what was written so far."""
        await self.session.flush()


REST_SECONDS = 5.0

OpenBooks = Callable[[], AbstractAsyncContextManager[Books]]


def open_engine(database_url: str, *, pool_size: int = 10) -> AsyncEngine:
    """An engine whose waits are bounded: for a connection, for a lock, for a statement.

    A connection that has rested is tried before it is used, one that was just used is not: three
    round trips less for each transaction.
    """
    engine = create_async_engine(
        database_url,
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_timeout=5,
        hide_parameters=True,  # an error's text travels further than the books
        connect_args={
            "timeout": 5,
            "server_settings": {"lock_timeout": "10s", "statement_timeout": "30s"},
        },
    )
    event.listen(engine.sync_engine.pool, "checkin", _note_rest)
    event.listen(engine.sync_engine.pool, "checkout", _try_after_rest)
    return engine


def _note_rest(_connection: object, record: ConnectionPoolEntry) -> None:
    record.info["rests_since"] = monotonic()


def _try_after_rest(connection: Any, record: ConnectionPoolEntry, _proxy: object) -> None:
    """A connection that the server has closed is known without asking; another one is made."""
    if connection.driver_connection.is_closed():
        raise DisconnectionError("the server has closed the connection")
    if monotonic() - record.info.get("rests_since", monotonic()) < REST_SECONDS:
        return
    try:
        connection.ping()
    except Exception as lost:
        raise DisconnectionError("the connection was lost while it rested") from lost


def books_of(engine: AsyncEngine) -> OpenBooks:
    """How to open the books on this engine."""
    sessions = async_sessionmaker(engine, expire_on_commit=False)

    @asynccontextmanager
    async def open_books() -> AsyncIterator[Books]:
        async with sessions() as session:
            async with session.begin():
                books = Books(session)
                yield books
            await books.numbers.kept()

    return open_books


async def is_reachable(engine: AsyncEngine) -> bool:
    """Whether the database answers at all."""
    try:
        async with engine.connect() as connection:
            await connection.execute(text("SELECT 1"))
    except (OSError, TimeoutError):
        return False
    return True
