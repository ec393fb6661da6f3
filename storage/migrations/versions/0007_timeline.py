"""The story of a subscription, and whether an addon was sold, are found by an index."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_INDEXES = (
    ("ix_messages_document", "messages", "document"),
    ("ix_pauses_subscription", "pauses", "subscription"),
    ("ix_subscription_changes_subscription", "subscription_changes", "subscription"),
)


def upgrade() -> None:
    for name, table, column in _INDEXES:
        op.create_index(name, table, [column])
    op.create_index(
        "ix_invoice_lines_addon",
        "invoice_lines",
        ["article_code"],
        postgresql_where=sa.text("article_kind IN ('addon', 'extra')"),
    )


def downgrade() -> None:
    op.drop_index("ix_invoice_lines_addon", table_name="invoice_lines")
    for name, table, _ in reversed(_INDEXES):
        op.drop_index(name, table_name=table)
