"""What subscriptions consist of, what is given back, and what is scheduled for them"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TABLES = (
    "credit_note_lines",
    "credit_notes",
    "subscription_changes",
    "pauses",
    "cancellations",
    "subscription_addons",
    "coupon_redemptions",
    "coupon_plans",
    "coupons",
    "addon_plans",
    "addon_prices",
    "addons",
)
"""In the order in which they can be dropped."""

ARTICLES = sa.Enum(
    "plan",
    "addon",
    "extra",
    "setup",
    "late_fee",
    name="article_kind",
    native_enum=False,
    create_constraint=True,
    length=40,
)

CREDITS_WITHIN_LINES = """
CREATE FUNCTION check_credits_within_lines() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE given bigint; charged bigint;
BEGIN
    SELECT gross_minor_units INTO charged FROM invoice_lines WHERE id = NEW.invoice_line FOR UPDATE;
    SELECT sum(gross_minor_units) INTO given FROM credit_note_lines
        WHERE invoice_line = NEW.invoice_line;
    IF given > charged THEN
        RAISE EXCEPTION 'more would be given back of line % than was charged', NEW.invoice_line
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$
"""


def upgrade() -> None:
    op.create_table(
        "coupons",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("share_numerator", sa.BigInteger(), nullable=True),
        sa.Column("share_denominator", sa.BigInteger(), nullable=True),
        sa.Column("amount_minor_units", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column(
            "duration",
            sa.Enum(
                "once",
                "months",
                "forever",
                name="coupon_duration",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("months", sa.BigInteger(), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("redemption_limit", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(share_numerator IS NULL) <> (amount_minor_units IS NULL)",
            name=op.f("ck_coupons_one_discount"),
        ),
        sa.CheckConstraint("redemption_limit > 0", name=op.f("ck_coupons_limit_positive")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_coupons")),
    )
    op.create_table(
        "addons",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "recurring",
                "one_time",
                name="addon_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "pricing",
            sa.Enum(
                "per_unit",
                "flat",
                name="addon_pricing",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "interval_unit",
            sa.Enum(
                "day",
                "week",
                "month",
                "year",
                name="interval_unit",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("interval_count", sa.BigInteger(), nullable=True),
        sa.Column("tax_rate", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(interval_unit IS NULL) = (interval_count IS NULL)",
            name=op.f("ck_addons_whole_interval"),
        ),
        sa.CheckConstraint("interval_count > 0", name=op.f("ck_addons_interval_count_positive")),
        sa.ForeignKeyConstraint(
            ["tax_rate"], ["tax_rates.code"], name=op.f("fk_addons_tax_rate_tax_rates")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_addons")),
    )
    op.create_table(
        "addon_plans",
        sa.Column("addon", sa.Text(), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["addon"], ["addons.code"], name=op.f("fk_addon_plans_addon_addons")
        ),
        sa.ForeignKeyConstraint(["plan"], ["plans.code"], name=op.f("fk_addon_plans_plan_plans")),
        sa.PrimaryKeyConstraint("addon", "plan", name=op.f("pk_addon_plans")),
    )
    op.create_table(
        "addon_prices",
        sa.Column("addon", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("minor_units", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("minor_units >= 0", name=op.f("ck_addon_prices_not_negative")),
        sa.ForeignKeyConstraint(
            ["addon"], ["addons.code"], name=op.f("fk_addon_prices_addon_addons")
        ),
        sa.PrimaryKeyConstraint("addon", "currency", name=op.f("pk_addon_prices")),
    )
    op.create_table(
        "coupon_plans",
        sa.Column("coupon", sa.Text(), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["coupon"], ["coupons.code"], name=op.f("fk_coupon_plans_coupon_coupons")
        ),
        sa.ForeignKeyConstraint(["plan"], ["plans.code"], name=op.f("fk_coupon_plans_plan_plans")),
        sa.PrimaryKeyConstraint("coupon", "plan", name=op.f("pk_coupon_plans")),
    )
    op.create_table(
        "cancellations",
        sa.Column("subscription", sa.Text(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "scheduled",
                "removed",
                "cancelled",
                name="cancellation_status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "mode",
            sa.Enum(
                "immediately",
                "end_of_term",
                name="cancel_mode",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "reason",
            sa.Enum(
                "too_expensive",
                "missing_features",
                "switched_service",
                "unused",
                "customer_service",
                "low_quality",
                "too_complex",
                "other",
                name="cancel_reason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["subscription"],
            ["subscriptions.number"],
            name=op.f("fk_cancellations_subscription_subscriptions"),
        ),
        sa.PrimaryKeyConstraint("subscription", name=op.f("pk_cancellations")),
    )
    op.create_table(
        "coupon_redemptions",
        sa.Column("coupon", sa.Text(), nullable=False),
        sa.Column("subscription", sa.Text(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=True),
        sa.Column("redeemed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["coupon"], ["coupons.code"], name=op.f("fk_coupon_redemptions_coupon_coupons")
        ),
        sa.ForeignKeyConstraint(
            ["subscription"],
            ["subscriptions.number"],
            name=op.f("fk_coupon_redemptions_subscription_subscriptions"),
        ),
        sa.PrimaryKeyConstraint("coupon", "subscription", name=op.f("pk_coupon_redemptions")),
    )
    op.create_table(
        "credit_notes",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("customer", sa.Text(), nullable=False),
        sa.Column("subscription", sa.Text(), nullable=True),
        sa.Column(
            "reason",
            sa.Enum(
                "change",
                "pause",
                "resume",
                "cancellation",
                name="credit_reason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("subtotal_minor_units", sa.BigInteger(), nullable=False),
        sa.Column("tax_minor_units", sa.BigInteger(), nullable=False),
        sa.Column("total_minor_units", sa.BigInteger(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "total_minor_units = subtotal_minor_units + tax_minor_units",
            name=op.f("ck_credit_notes_total_adds_up"),
        ),
        sa.CheckConstraint("total_minor_units > 0", name=op.f("ck_credit_notes_total_positive")),
        sa.ForeignKeyConstraint(
            ["customer"], ["customers.number"], name=op.f("fk_credit_notes_customer_customers")
        ),
        sa.ForeignKeyConstraint(
            ["subscription"],
            ["subscriptions.number"],
            name=op.f("fk_credit_notes_subscription_subscriptions"),
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_credit_notes")),
    )
    op.create_index(
        "ix_credit_notes_customer",
        "credit_notes",
        ["customer", "issued_on", "number"],
        unique=False,
    )
    op.create_index("ix_credit_notes_subscription", "credit_notes", ["subscription"], unique=False)
    op.create_table(
        "pauses",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("subscription", sa.Text(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "scheduled",
                "running",
                "resumed",
                "deleted",
                "stopped",
                name="pause_status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "pause_when",
            sa.Enum(
                "now",
                "end_of_term",
                "date",
                name="pause_when",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("pause_on", sa.Date(), nullable=False),
        sa.Column("resume_on", sa.Date(), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "resume_on IS NULL OR resume_on > pause_on", name=op.f("ck_pauses_resumes_after")
        ),
        sa.ForeignKeyConstraint(
            ["subscription"],
            ["subscriptions.number"],
            name=op.f("fk_pauses_subscription_subscriptions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pauses")),
    )
    op.create_index(
        "uq_pauses_one_open",
        "pauses",
        ["subscription"],
        unique=True,
        postgresql_where=sa.text("status IN ('scheduled', 'running')"),
    )
    op.create_table(
        "subscription_addons",
        sa.Column("subscription", sa.Text(), nullable=False),
        sa.Column("addon", sa.Text(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_subscription_addons_quantity_positive")),
        sa.ForeignKeyConstraint(
            ["addon"], ["addons.code"], name=op.f("fk_subscription_addons_addon_addons")
        ),
        sa.ForeignKeyConstraint(
            ["subscription"],
            ["subscriptions.number"],
            name=op.f("fk_subscription_addons_subscription_subscriptions"),
        ),
        sa.PrimaryKeyConstraint("subscription", "addon", name=op.f("pk_subscription_addons")),
    )
    op.create_table(
        "subscription_changes",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("subscription", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "activate",
                "renew",
                "change",
                "cancel",
                "pause",
                "resume",
                "reactivate",
                name="preview_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "scheduled",
                "paying",
                "applied",
                "declined",
                "replaced",
                "withdrawn",
                "dropped",
                name="change_status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "change_when",
            sa.Enum(
                "immediate",
                "end_of_term",
                name="change_when",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("addons", postgresql.JSONB(), nullable=False),
        sa.Column("coupon", sa.Text(), nullable=True),
        sa.Column("cycles", sa.BigInteger(), nullable=True),
        sa.Column("draft", sa.Uuid(), nullable=True),
        sa.Column("counts_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "drop_reason",
            sa.Enum(
                "price_gone",
                "paused",
                "cancelled",
                "expired",
                name="drop_reason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_subscription_changes_quantity_positive")),
        sa.ForeignKeyConstraint(
            ["coupon"], ["coupons.code"], name=op.f("fk_subscription_changes_coupon_coupons")
        ),
        sa.ForeignKeyConstraint(
            ["draft"], ["invoices.id"], name=op.f("fk_subscription_changes_draft_invoices")
        ),
        sa.ForeignKeyConstraint(
            ["plan"], ["plans.code"], name=op.f("fk_subscription_changes_plan_plans")
        ),
        sa.ForeignKeyConstraint(
            ["subscription"],
            ["subscriptions.number"],
            name=op.f("fk_subscription_changes_subscription_subscriptions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscription_changes")),
    )
    op.create_index(
        "ix_subscription_changes_draft", "subscription_changes", ["draft"], unique=False
    )
    op.create_index(
        "uq_subscription_changes_one_open",
        "subscription_changes",
        ["subscription"],
        unique=True,
        postgresql_where=sa.text("status IN ('scheduled', 'paying')"),
    )
    op.create_table(
        "credit_note_lines",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("credit_note", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("invoice_line", sa.BigInteger(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("net_minor_units", sa.BigInteger(), nullable=False),
        sa.Column("tax_minor_units", sa.BigInteger(), nullable=False),
        sa.Column("gross_minor_units", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "gross_minor_units = net_minor_units + tax_minor_units",
            name=op.f("ck_credit_note_lines_gross_adds_up"),
        ),
        sa.CheckConstraint("starts_on < ends_on", name=op.f("ck_credit_note_lines_not_empty")),
        sa.ForeignKeyConstraint(
            ["credit_note"],
            ["credit_notes.number"],
            name=op.f("fk_credit_note_lines_credit_note_credit_notes"),
        ),
        sa.ForeignKeyConstraint(
            ["invoice_line"],
            ["invoice_lines.id"],
            name=op.f("fk_credit_note_lines_invoice_line_invoice_lines"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_note_lines")),
        sa.UniqueConstraint(
            "credit_note", "position", name=op.f("uq_credit_note_lines_credit_note_position")
        ),
    )
    op.create_index(
        "ix_credit_note_lines_line", "credit_note_lines", ["invoice_line"], unique=False
    )
    _articles()
    op.add_column("subscriptions", sa.Column("coupon", sa.Text(), nullable=True))
    op.add_column("subscriptions", sa.Column("billed_until", sa.Date(), nullable=True))
    op.add_column("subscriptions", sa.Column("cycles", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        op.f("fk_subscriptions_coupon_coupons"), "subscriptions", "coupons", ["coupon"], ["code"]
    )
    op.execute("UPDATE subscriptions SET billed_until = term_ends_on")
    op.execute(CREDITS_WITHIN_LINES)
    op.execute(
        "CREATE TRIGGER credits_within_lines AFTER INSERT ON credit_note_lines"
        " FOR EACH ROW EXECUTE FUNCTION check_credits_within_lines()"
    )
    for table in ("credit_notes", "credit_note_lines"):
        op.execute(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )


def _articles() -> None:
    """Lines that are there already are for the plan or its set-up fee."""
    table = "invoice_lines"
    op.add_column(table, sa.Column("article_kind", ARTICLES, nullable=True))
    op.add_column(table, sa.Column("article_code", sa.Text(), nullable=True))
    op.add_column(
        table,
        sa.Column("discount_minor_units", sa.BigInteger(), nullable=False, server_default="0"),
    )
    op.execute("ALTER TABLE invoice_lines DISABLE TRIGGER finalised_stays")
    op.execute(
        "UPDATE invoice_lines line SET"
        " article_kind = CASE kind WHEN 'setup' THEN 'setup' ELSE 'plan' END,"
        " article_code = coalesce((SELECT s.plan FROM invoices i"
        " JOIN subscriptions s ON s.number = i.subscription WHERE i.id = line.invoice), '')"
    )
    op.execute("ALTER TABLE invoice_lines ENABLE TRIGGER finalised_stays")
    op.alter_column(table, "article_kind", nullable=False)
    op.alter_column(table, "article_code", nullable=False)
    op.alter_column(table, "discount_minor_units", server_default=None)


def downgrade() -> None:
    op.drop_constraint(op.f("fk_subscriptions_coupon_coupons"), "subscriptions", type_="foreignkey")
    for column in ("cycles", "billed_until", "coupon"):
        op.drop_column("subscriptions", column)
    for column in ("discount_minor_units", "article_code", "article_kind"):
        op.drop_column("invoice_lines", column)
    for table in TABLES:
        op.drop_table(table)
    op.execute("DROP FUNCTION check_credits_within_lines()")
