"""Documents that go with mails, and who had them sent on"""

import sqlalchemy as sa
from alembic import op

from storage.migrations.checks import allow_values, forbid_values

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

MAIL_KINDS = ("forwarded",)


def upgrade() -> None:
    allow_values("messages", "kind", "mail_kind", MAIL_KINDS)
    op.add_column("messages", sa.Column("enclosed_kind", sa.Text()))
    op.add_column("messages", sa.Column("enclosed", sa.Text()))
    op.add_column("messages", sa.Column("command", sa.Uuid()))
    op.create_check_constraint(
        op.f("ck_messages_enclosed_whole"),
        "messages",
        "(enclosed IS NULL) = (enclosed_kind IS NULL)",
    )
    op.create_foreign_key(
        "fk_messages_enclosed_documents",
        "messages",
        "documents",
        ["enclosed_kind", "enclosed"],
        ["kind", "number"],
    )
    # The record of what was done is written after what it did.
    op.create_foreign_key(
        "fk_messages_command_commands",
        "messages",
        "commands",
        ["command"],
        ["id"],
        deferrable=True,
        initially="DEFERRED",
    )
    op.create_index(
        "ix_messages_command",
        "messages",
        ["command"],
        postgresql_where=sa.text("command IS NOT NULL"),
    )


def downgrade() -> None:
    for column in ("command", "enclosed", "enclosed_kind"):
        op.drop_column("messages", column)
    kinds = ", ".join(f"'{kind}'" for kind in MAIL_KINDS)
    op.execute(f"DELETE FROM messages WHERE kind IN ({kinds})")  # noqa: S608 - names are ours
    forbid_values("messages", "kind", "mail_kind", MAIL_KINDS)
