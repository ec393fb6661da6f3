"""Dunning rules as data, reminders, and payment methods that are given on the processor's page"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from storage.migrations.checks import allow_values, forbid_values, one_of

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

MAIL_KINDS = (
    "method_expiring",
    "method_expired",
    "invoice_reminder",
    "late_fee",
    "payment_returned",
    "subscription_changed",
    "change_not_done",
)
FINAL_ACTIONS = ("cancel", "unpaid", "keep_live", "end_of_term")
HARD_DECLINES = ("final_action_at_deadline", "stop")
RUN_STATUSES = ("running", "held", "recovered", "exhausted", "stopped")
SET_UP_STATUSES = ("created", "waiting", "saved", "failed", "cancelled")
NOW_NEEDED = {
    "dunning_runs": ("hard_decline", "grace_days", "mails", "last_try"),
    "payment_methods": ("is_default",),
    "customers": ("bank_account_allowed",),
}


def upgrade() -> None:
    allow_values("messages", "kind", "mail_kind", MAIL_KINDS)
    allow_values("dunning_runs", "final_action", "final_action", ("end_of_term",))
    _upgrade_methods()
    _upgrade_dunning()
    _create_reminders()
    for table, columns in NOW_NEEDED.items():
        for column in columns:
            op.alter_column(table, column, server_default=None)


def downgrade() -> None:
    op.drop_table("reminder_runs")
    op.drop_constraint(
        "fk_subscriptions_dunning_rule_dunning_rules", "subscriptions", type_="foreignkey"
    )
    op.drop_column("subscriptions", "dunning_rule")
    op.drop_table("dunning_rules")
    op.drop_constraint("ck_dunning_runs_hard_decline", "dunning_runs", type_="check")
    for column in ("hard_decline", "grace_days", "mails", "last_try", "ends_at"):
        op.drop_column("dunning_runs", column)
    op.drop_table("method_set_ups")
    op.drop_index("uq_payment_methods_one_default", "payment_methods")
    for column in ("is_default", "reminded_at", "expired_at"):
        op.drop_column("payment_methods", column)
    op.drop_column("customers", "bank_account_allowed")
    op.execute("UPDATE dunning_runs SET final_action = 'cancel' WHERE final_action = 'end_of_term'")
    forbid_values("dunning_runs", "final_action", "final_action", ("end_of_term",))
    kinds = ", ".join(f"'{kind}'" for kind in MAIL_KINDS)
    op.execute(f"DELETE FROM messages WHERE kind IN ({kinds})")  # noqa: S608 - names are ours
    forbid_values("messages", "kind", "mail_kind", MAIL_KINDS)


def _upgrade_methods() -> None:
    op.add_column(
        "customers",
        sa.Column("bank_account_allowed", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.add_column(
        "payment_methods",
        sa.Column("is_default", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.add_column("payment_methods", sa.Column("reminded_at", sa.DateTime(timezone=True)))
    op.add_column("payment_methods", sa.Column("expired_at", sa.DateTime(timezone=True)))
    op.create_index(
        "uq_payment_methods_one_default",
        "payment_methods",
        ["customer"],
        unique=True,
        postgresql_where=sa.text("is_default AND removed_at IS NULL"),
    )
    op.create_table(
        "method_set_ups",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("customer", sa.Text(), nullable=False),
        sa.Column("status", one_of("set_up_status", SET_UP_STATUSES), nullable=False),
        sa.Column("replaces", sa.Text()),
        sa.Column("subscription", sa.Text()),
        sa.Column("for_all", sa.Boolean(), nullable=False),
        sa.Column("make_default", sa.Boolean(), nullable=False),
        sa.Column("processor_id", sa.Text()),
        sa.Column("hosted_url", sa.Text()),
        sa.Column("expires_at", sa.DateTime(timezone=True)),
        sa.Column("act_at", sa.DateTime(timezone=True)),
        sa.Column("asked", sa.BigInteger(), nullable=False),
        sa.Column("failure_code", sa.Text()),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("number", name="pk_method_set_ups"),
        sa.ForeignKeyConstraint(
            ["customer"], ["customers.number"], name="fk_method_set_ups_customer_customers"
        ),
        sa.ForeignKeyConstraint(
            ["replaces"],
            ["payment_methods.number"],
            name="fk_method_set_ups_replaces_payment_methods",
        ),
        sa.ForeignKeyConstraint(
            ["subscription"],
            ["subscriptions.number"],
            name="fk_method_set_ups_subscription_subscriptions",
        ),
    )
    op.create_index("ix_method_set_ups_customer", "method_set_ups", ["customer", "created_at"])
    op.create_index("ix_method_set_ups_status", "method_set_ups", ["status"])


def _upgrade_dunning() -> None:
    op.create_table(
        "dunning_rules",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("retry_days", postgresql.JSONB(), nullable=False),
        sa.Column("final_action", one_of("final_action", FINAL_ACTIONS), nullable=False),
        sa.Column("hard_decline", one_of("hard_decline", HARD_DECLINES), nullable=False),
        sa.Column("grace_days", sa.BigInteger(), nullable=False),
        sa.Column("mails", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_dunning_rules"),
    )
    op.add_column("subscriptions", sa.Column("dunning_rule", sa.Text()))
    op.create_foreign_key(
        "fk_subscriptions_dunning_rule_dunning_rules",
        "subscriptions",
        "dunning_rules",
        ["dunning_rule"],
        ["name"],
    )
    runs = "dunning_runs"
    op.add_column(
        runs,
        sa.Column(
            "hard_decline", sa.String(40), nullable=False, server_default="final_action_at_deadline"
        ),
    )
    values = ", ".join(f"'{value}'" for value in HARD_DECLINES)
    op.create_check_constraint(
        "ck_dunning_runs_hard_decline", runs, sa.text(f"hard_decline IN ({values})")
    )
    op.add_column(
        runs, sa.Column("grace_days", sa.BigInteger(), nullable=False, server_default="7")
    )
    op.add_column(runs, sa.Column("mails", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column(
        runs, sa.Column("last_try", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column(runs, sa.Column("ends_at", sa.DateTime(timezone=True)))


def _create_reminders() -> None:
    op.create_table(
        "reminder_runs",
        sa.Column("invoice", sa.Text(), nullable=False),
        sa.Column("invoice_id", sa.Uuid(), nullable=False),
        sa.Column("subscription", sa.Text()),
        sa.Column("customer", sa.Text(), nullable=False),
        sa.Column("status", one_of("dunning_status", RUN_STATUSES), nullable=False),
        sa.Column("ladder", postgresql.JSONB(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("hour", sa.BigInteger(), nullable=False),
        sa.Column("done", sa.BigInteger(), nullable=False),
        sa.Column("late_days", sa.BigInteger(), nullable=False),
        sa.Column("held_until", sa.DateTime(timezone=True)),
        sa.Column("fee_invoice", sa.Uuid()),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True)),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("invoice", name="pk_reminder_runs"),
        sa.UniqueConstraint("invoice_id", name="uq_reminder_runs_invoice_id"),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.{key}"], name=f"fk_reminder_runs_{column}_{table}"
            )
            for column, table, key in (
                ("invoice", "invoices", "number"),
                ("invoice_id", "invoices", "id"),
                ("subscription", "subscriptions", "number"),
                ("customer", "customers", "number"),
                ("fee_invoice", "invoices", "id"),
            )
        ),
    )
    op.create_index("ix_reminder_runs_subscription", "reminder_runs", ["subscription", "status"])
    op.create_index("ix_reminder_runs_customer", "reminder_runs", ["customer", "status"])
