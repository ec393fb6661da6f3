"""SignOffs by a second person, credit paid out by hand, and more that staff hear of"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from storage.migrations.checks import allow_values, forbid_values, one_of

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

DEEDS = ("refund", "pay_out", "credit", "void_credit_note", "void_invoice", "write_off")
STATUSES = ("waiting", "approved", "rejected")
NEWS = (
    "payment_received",
    "payment_returned",
    "subscription_changed",
    "subscription_cancelled",
    "sign_off_asked",
)


def upgrade() -> None:
    allow_values("notifications", "kind", "notification_kind", NEWS)
    op.add_column("refunds", sa.Column("reference", sa.Text()))
    op.add_column("refunds", sa.Column("paid_on", sa.Date()))
    op.execute(sa.schema.CreateSequence(sa.Sequence("sign_off_numbers")))
    op.create_table(
        "sign_offs",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("deed", one_of("deed", DEEDS), nullable=False),
        sa.Column("status", one_of("sign_off_status", STATUSES), nullable=False),
        sa.Column("customer", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("amount_minor_units", sa.BigInteger(), nullable=False),
        sa.Column("payload", postgresql.JSONB(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Text()),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.CheckConstraint("decided_by <> asked_by", name="two_people"),
        sa.CheckConstraint(
            "(decided_by IS NULL) = (status = 'waiting')", name="decided_by_somebody"
        ),
        sa.PrimaryKeyConstraint("number", name="pk_sign_offs"),
        sa.ForeignKeyConstraint(
            ["customer"], ["customers.number"], name="fk_sign_offs_customer_customers"
        ),
    )
    op.create_index(
        "ix_sign_offs_waiting",
        "sign_offs",
        ["number"],
        postgresql_where=sa.text("status = 'waiting'"),
    )
    op.create_index("ix_sign_offs_asked_at", "sign_offs", ["asked_at", "number"])


def downgrade() -> None:
    op.drop_table("sign_offs")
    op.execute(sa.schema.DropSequence(sa.Sequence("sign_off_numbers")))
    op.drop_column("refunds", "paid_on")
    op.drop_column("refunds", "reference")
    kinds = ", ".join(f"'{kind}'" for kind in NEWS)
    op.execute(f"DELETE FROM notifications WHERE kind IN ({kinds})")  # noqa: S608 - names are ours
    forbid_values("notifications", "kind", "notification_kind", NEWS)
