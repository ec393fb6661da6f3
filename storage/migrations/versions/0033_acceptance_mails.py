"""The mails to whoever has accepted a quote"""

from alembic import op

from storage.migrations.checks import allow_values, forbid_values

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

MAILS = ("quote_accepted",)


def upgrade() -> None:
    allow_values("messages", "kind", "mail_kind", MAILS)


def downgrade() -> None:
    op.execute("DELETE FROM messages WHERE kind = 'quote_accepted'")
    forbid_values("messages", "kind", "mail_kind", MAILS)
