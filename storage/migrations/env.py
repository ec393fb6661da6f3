"""How Alembic reaches the books: with the connection that `storage.migrate` hands over."""

from alembic import context

import storage.books  # noqa: F401 - loads every table
from storage.base import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
