"""The books: one unit of work over every repository. Leaving commits, raising rolls back."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from time import monotonic
from typing import Any
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

from storage.commands import Commands
from storage.customers import Customers
from storage.dunning import Dunning
from storage.dunning_rules import DunningRules
from storage.invitations import Invitations
from storage.invoices import Invoices
from storage.journal import Journal
from storage.messages import Messages
from storage.numbers import Numbers
from storage.organisations import Organisations
from storage.payment_methods import PaymentMethods
from storage.payments import Payments
from storage.plans import Plans
from storage.reminders import Reminders
from storage.sessions import Sessions
from storage.set_ups import SetUps
from storage.staff import Staff
from storage.subscriptions import Subscriptions
from storage.tokens import Tokens
from storage.trials import Trials


class Books:
    """Every repository on one transaction. `told` are the commands to deliver after its commit."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session
        self.told: list[UUID] = []
        self.commands = Commands(session, self.told)
        self.customers = Customers(session)
        self.dunning = Dunning(session)
        self.dunning_rules = DunningRules(session)
        self.invitations = Invitations(session)
        self.invoices = Invoices(session)
        self.journal = Journal(session)
        self.messages = Messages(session)
        self.numbers = Numbers(session)
        self.organisations = Organisations(session)
        self.payment_methods = PaymentMethods(session)
        self.payments = Payments(session)
        self.plans = Plans(session)
        self.reminders = Reminders(session)
        self.sessions = Sessions(session)
        self.set_ups = SetUps(session)
        self.staff = Staff(session)
        self.subscriptions = Subscriptions(session)
        self.tokens = Tokens(session)
        self.trials = Trials(session)

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
        async with sessions() as session, session.begin():
            yield Books(session)

    return open_books


async def is_reachable(engine: AsyncEngine) -> bool:
    """Whether the database answers at all."""
    try:
        async with engine.connect() as connection:
            await connection.execute(text("SELECT 1"))
    except (OSError, TimeoutError):
        return False
    return True
