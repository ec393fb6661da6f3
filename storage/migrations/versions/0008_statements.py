"""The account of a customer over some days, and what was booked of a document, by an index."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_INDEXES = (
    ("ix_journal_entries_customer", "journal_entries", ["customer", "booked_on"]),
    ("ix_journal_entries_document", "journal_entries", ["document"]),
)


def upgrade() -> None:
    for name, table, columns in _INDEXES:
        op.create_index(name, table, columns)


def downgrade() -> None:
    for name, table, _ in reversed(_INDEXES):
        op.drop_index(name, table_name=table)
