"""Refunds, what credit was used for, credit notes and payments by hand"""

import sqlalchemy as sa
from alembic import op

from storage.migrations.checks import allow_values, forbid_values, one_of

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

MAIL_KINDS = ("refunded", "credit_issued")
REASONS = ("goodwill", "correction", "returned")
ACCOUNTS = ("refunds_pending",)
MEANS = ("bank_transfer", "cash", "cheque", "other")
STAGES = ("requested", "pending", "succeeded", "failed")
CAUSES = ("requested", "duplicate", "fraudulent", "goodwill")

# Credit that was used before it was written down what for: oldest credit for the oldest use.
_BACKFILL = """
WITH sources AS (
    SELECT customer, currency, number AS note, NULL AS payment, total_minor_units AS units,
            issued_at AS since FROM credit_notes
    UNION ALL SELECT customer, currency, NULL, number, excess_minor_units,
            coalesce(decided_at, created_at) FROM payments WHERE excess_minor_units > 0
), brought AS (
    SELECT *, sum(units) OVER every - units AS low, sum(units) OVER every AS high FROM sources
        WINDOW every AS (PARTITION BY customer, currency ORDER BY since, note, payment)
), used AS (
    SELECT id, customer, currency, finalised_at,
            sum(credited_minor_units) OVER every - credited_minor_units AS low,
            sum(credited_minor_units) OVER every AS high FROM invoices
        WHERE credited_minor_units > 0
        WINDOW every AS (PARTITION BY customer, currency ORDER BY finalised_at, number)
)
INSERT INTO credit_draws (credit_note, payment, invoice, minor_units, drawn_at)
SELECT note, payment, id, least(brought.high, used.high) - greatest(brought.low, used.low),
        finalised_at
    FROM used JOIN brought USING (customer, currency)
    WHERE least(brought.high, used.high) > greatest(brought.low, used.low)
"""

# What a void note gave back of a line can be given back again.
_CREDITS_WITHIN_LINES = """
CREATE OR REPLACE FUNCTION check_credits_within_lines() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE given bigint; charged bigint;
BEGIN
    SELECT gross_minor_units INTO charged FROM invoice_lines WHERE id = NEW.invoice_line FOR UPDATE;
    SELECT sum(l.gross_minor_units) INTO given FROM credit_note_lines l
        WHERE l.invoice_line = NEW.invoice_line AND NOT EXISTS (
            SELECT FROM credit_note_voids v WHERE v.credit_note = l.credit_note);
    IF given > charged THEN
        RAISE EXCEPTION 'more would be given back of line % than was charged', NEW.invoice_line
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$
"""
_AS_BEFORE = _CREDITS_WITHIN_LINES.replace(
    """ AND NOT EXISTS (
            SELECT FROM credit_note_voids v WHERE v.credit_note = l.credit_note)""",
    "",
)


def upgrade() -> None:
    allow_values("messages", "kind", "mail_kind", MAIL_KINDS)
    allow_values("credit_notes", "reason", "credit_reason", REASONS)
    allow_values("journal_lines", "account", "account", ACCOUNTS)
    op.add_column("credit_notes", sa.Column("invoice", sa.Uuid()))
    op.add_column("credit_notes", sa.Column("words", sa.Text(), nullable=False, server_default=""))
    op.alter_column("credit_notes", "words", server_default=None)
    op.create_foreign_key(
        "fk_credit_notes_invoice_invoices", "credit_notes", "invoices", ["invoice"], ["id"]
    )
    op.alter_column("credit_note_lines", "starts_on", nullable=True)
    op.alter_column("credit_note_lines", "ends_on", nullable=True)
    op.add_column("payments", sa.Column("means", one_of("offline_means", MEANS)))
    op.add_column("payments", sa.Column("reference", sa.Text()))
    op.add_column("payments", sa.Column("received_on", sa.Date()))
    op.execute(sa.schema.CreateSequence(sa.Sequence("refund_numbers")))
    _create_refunds()
    _create_draws()
    op.execute(_CREDITS_WITHIN_LINES)
    op.execute(_BACKFILL)
    op.execute(
        "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON credit_draws"
        " FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )


def _create_refunds() -> None:
    op.create_table(
        "refunds",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("customer", sa.Text(), nullable=False),
        sa.Column("payment", sa.Text()),
        sa.Column("source", one_of("refund_source", ("credit", "invoices")), nullable=False),
        sa.Column("stage", one_of("refund_stage", STAGES), nullable=False),
        sa.Column("cause", one_of("refund_cause", CAUSES), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("amount_minor_units", sa.BigInteger(), nullable=False),
        sa.Column("processor_id", sa.Text()),
        sa.Column("failure_code", sa.Text()),
        sa.Column("act_at", sa.DateTime(timezone=True)),
        sa.Column("asked", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("amount_minor_units > 0", name="amount_positive"),
        sa.CheckConstraint("payment IS NOT NULL OR source = 'credit'", name="invoices_of_a_payment"),
        sa.PrimaryKeyConstraint("number", name="pk_refunds"),
        sa.ForeignKeyConstraint(
            ["customer"], ["customers.number"], name="fk_refunds_customer_customers"
        ),
        sa.ForeignKeyConstraint(
            ["payment"], ["payments.number"], name="fk_refunds_payment_payments"
        ),
    )
    op.create_index("ix_refunds_payment", "refunds", ["payment"])
    op.create_index("ix_refunds_customer", "refunds", ["customer", "created_at"])
    op.create_index(
        "ix_refunds_open",
        "refunds",
        ["number"],
        postgresql_where=sa.text("stage IN ('requested', 'pending')"),
    )
    op.create_table(
        "refund_shares",
        sa.Column("refund", sa.Text(), nullable=False),
        sa.Column("invoice", sa.Uuid(), nullable=False),
        sa.Column("minor_units", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("minor_units > 0", name="positive"),
        sa.PrimaryKeyConstraint("refund", "invoice", name="pk_refund_shares"),
        sa.ForeignKeyConstraint(
            ["refund"], ["refunds.number"], name="fk_refund_shares_refund_refunds"
        ),
        sa.ForeignKeyConstraint(
            ["invoice"], ["invoices.id"], name="fk_refund_shares_invoice_invoices"
        ),
    )


def _create_draws() -> None:
    op.create_table(
        "credit_note_voids",
        sa.Column("credit_note", sa.Text(), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("credit_note", name="pk_credit_note_voids"),
        sa.ForeignKeyConstraint(
            ["credit_note"],
            ["credit_notes.number"],
            name="fk_credit_note_voids_credit_note_credit_notes",
        ),
    )
    op.create_table(
        "credit_draws",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("credit_note", sa.Text()),
        sa.Column("payment", sa.Text()),
        sa.Column("invoice", sa.Uuid()),
        sa.Column("refund", sa.Text()),
        sa.Column("returned", sa.Text()),
        sa.Column("minor_units", sa.BigInteger(), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("num_nonnulls(credit_note, payment) = 1", name="one_source"),
        sa.CheckConstraint("num_nonnulls(invoice, refund, returned) = 1", name="one_use"),
        sa.CheckConstraint("minor_units <> 0", name="not_nothing"),
        sa.PrimaryKeyConstraint("id", name="pk_credit_draws"),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.{key}"], name=f"fk_credit_draws_{column}_{table}"
            )
            for column, table, key in (
                ("credit_note", "credit_notes", "number"),
                ("payment", "payments", "number"),
                ("invoice", "invoices", "id"),
                ("refund", "refunds", "number"),
                ("returned", "payments", "number"),
            )
        ),
    )
    for column in ("credit_note", "payment", "invoice", "refund"):
        op.create_index(f"ix_credit_draws_{column}", "credit_draws", [column])


def downgrade() -> None:
    op.execute(_AS_BEFORE)
    op.drop_table("credit_draws")
    op.drop_table("credit_note_voids")
    op.drop_table("refund_shares")
    op.drop_table("refunds")
    op.execute(sa.schema.DropSequence(sa.Sequence("refund_numbers")))
    for column in ("means", "reference", "received_on"):
        op.drop_column("payments", column)
    op.execute("DELETE FROM credit_note_lines WHERE starts_on IS NULL")
    op.alter_column("credit_note_lines", "starts_on", nullable=False)
    op.alter_column("credit_note_lines", "ends_on", nullable=False)
    for column in ("invoice", "words"):
        op.drop_column("credit_notes", column)
    kinds = ", ".join(f"'{kind}'" for kind in MAIL_KINDS)
    op.execute(f"DELETE FROM messages WHERE kind IN ({kinds})")  # noqa: S608 - names are ours
    forbid_values("messages", "kind", "mail_kind", MAIL_KINDS)
