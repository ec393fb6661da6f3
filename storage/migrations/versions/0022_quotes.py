"""Quotes in versions, who has answered them and how, and what became of them"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from storage.migrations.checks import allow_values, forbid_values, one_of

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

STATUSES = ("draft", "sent", "accepted", "declined", "expired", "converted", "void")
CONVERSIONS = ("draft_invoice", "sent_invoice", "subscription", "sales_order", "retainer")
BEHAVIOURS = ("inclusive", "exclusive")
CATEGORIES = ("standard", "reduced", "zero", "exempt", "reverse_charge")
NEWS = ("quote_viewed", "quote_accepted", "quote_declined", "quote_not_converted")
MAILS = ("quote_sent", "quote_reminder")
TABLES = (
    "quote_conversions",
    "quote_declines",
    "quote_acceptances",
    "quote_views",
    "quote_lines",
    "quote_versions",
    "quotes",
)

SENT_STAYS = """
CREATE FUNCTION refuse_change_of_sent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.sent_at IS NOT NULL THEN
        RAISE EXCEPTION 'version % of % was sent: write the next one', OLD.version, OLD.quote
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER sent_stays BEFORE UPDATE OR DELETE ON quote_versions
    FOR EACH ROW EXECUTE FUNCTION refuse_change_of_sent();
CREATE FUNCTION refuse_change_of_offered() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE line record;
BEGIN
    line := CASE TG_OP WHEN 'INSERT' THEN NEW ELSE OLD END;
    IF EXISTS (SELECT FROM quote_versions v WHERE v.quote = line.quote
            AND v.version = line.version AND v.sent_at IS NOT NULL) THEN
        RAISE EXCEPTION 'version % of % was sent: its lines stay', line.version, line.quote
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER sent_stays BEFORE INSERT OR UPDATE OR DELETE ON quote_lines
    FOR EACH ROW EXECUTE FUNCTION refuse_change_of_offered();
CREATE FUNCTION refuse_change_of_acceptance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.undone_at IS NOT NULL
            OR (to_jsonb(NEW) - 'undone_at' - 'undone_by')
                IS DISTINCT FROM (to_jsonb(OLD) - 'undone_at' - 'undone_by') THEN
        RAISE EXCEPTION 'an acceptance of % stays as it was given', OLD.quote
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER acceptance_stays BEFORE UPDATE OR DELETE ON quote_acceptances
    FOR EACH ROW EXECUTE FUNCTION refuse_change_of_acceptance();
"""
FUNCTIONS = ("refuse_change_of_sent", "refuse_change_of_offered", "refuse_change_of_acceptance")
APPEND_ONLY = ("quote_views", "quote_declines", "quote_conversions")


def upgrade() -> None:
    allow_values("notifications", "kind", "notification_kind", NEWS)
    allow_values("messages", "kind", "mail_kind", MAILS)
    op.execute(sa.schema.CreateSequence(sa.Sequence("quote_numbers")))
    _quotes()
    _versions()
    _answers()
    for statement in SENT_STAYS.split("\nCREATE ")[1:]:
        op.execute(f"CREATE {statement}")
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
    for function in FUNCTIONS:
        op.execute(f"DROP FUNCTION {function}()")
    op.execute(sa.schema.DropSequence(sa.Sequence("quote_numbers")))
    for table, kinds in (("notifications", NEWS), ("messages", MAILS)):
        listed = ", ".join(f"'{kind}'" for kind in kinds)
        op.execute(f"DELETE FROM {table} WHERE kind IN ({listed})")  # noqa: S608 - names are ours
    forbid_values("messages", "kind", "mail_kind", MAILS)
    forbid_values("notifications", "kind", "notification_kind", NEWS)


def _quotes() -> None:
    op.create_table(
        "quotes",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("customer", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("status", one_of("quote_status", STATUSES), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("draft", sa.BigInteger()),
        sa.Column("edition", sa.BigInteger(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("project", sa.Text()),
        sa.Column("plan", sa.Text()),
        sa.Column("plan_quantity", sa.BigInteger(), nullable=False),
        sa.Column("valid_until", sa.Date()),
        sa.Column("total_minor_units", sa.BigInteger(), nullable=False),
        sa.Column("retainer", sa.Text()),
        sa.Column("remind_at", sa.DateTime(timezone=True)),
        sa.Column("ends_at", sa.DateTime(timezone=True)),
        sa.Column("converts_at", sa.DateTime(timezone=True)),
        sa.Column("conversion_refused", JSONB()),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("version >= 0", name="version_not_negative"),
        sa.CheckConstraint("draft IS NULL OR draft = version + 1", name="draft_follows"),
        sa.CheckConstraint(
            "(status = 'draft') = (version = 0) OR status = 'void'", name="sent_has_a_version"
        ),
        sa.PrimaryKeyConstraint("number", name="pk_quotes"),
        _refers("quotes", "customer", "customers", "number"),
        _refers("quotes", "plan", "plans", "code"),
        _refers("quotes", "retainer", "invoices", "number"),
    )
    op.create_index("ix_quotes_customer", "quotes", ["customer", "number"])
    op.create_index(
        "ix_quotes_open",
        "quotes",
        ["number"],
        postgresql_where=sa.text("status IN ('sent', 'accepted')"),
    )


def _versions() -> None:
    op.create_table(
        "quote_versions",
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("terms", sa.Text(), nullable=False),
        sa.Column("valid_until", sa.Date()),
        sa.Column("wants_purchase_order", sa.Boolean(), nullable=False),
        sa.Column("subtotal_minor_units", sa.BigInteger(), nullable=False),
        sa.Column("tax_minor_units", sa.BigInteger(), nullable=False),
        sa.Column("total_minor_units", sa.BigInteger(), nullable=False),
        sa.Column("written_by", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_by", sa.Text()),
        sa.Column("sent_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("quote", "version", name="pk_quote_versions"),
        _refers("quote_versions", "quote", "quotes", "number"),
    )
    op.create_table(
        "quote_lines",
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("unit_minor_units", sa.BigInteger(), nullable=False),
        sa.Column("discount_minor_units", sa.BigInteger(), nullable=False),
        sa.Column("tax_rate", sa.Text()),
        sa.Column("tax_name", sa.Text()),
        sa.Column("tax_numerator", sa.BigInteger()),
        sa.Column("tax_denominator", sa.BigInteger()),
        sa.Column("tax_behaviour", one_of("tax_behaviour", BEHAVIOURS)),
        sa.Column("tax_category", one_of("tax_category", CATEGORIES)),
        sa.Column("tax_note", sa.Text(), nullable=False),
        sa.Column("net_minor_units", sa.BigInteger(), nullable=False),
        sa.Column("tax_minor_units", sa.BigInteger(), nullable=False),
        sa.Column("gross_minor_units", sa.BigInteger(), nullable=False),
        sa.Column("is_optional", sa.Boolean(), nullable=False),
        sa.Column("is_suggested", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "gross_minor_units = net_minor_units + tax_minor_units", name="gross_adds_up"
        ),
        sa.CheckConstraint("is_optional OR NOT is_suggested", name="options_are_suggested"),
        sa.PrimaryKeyConstraint("quote", "version", "position", name="pk_quote_lines"),
        _of_version("quote_lines"),
        _refers("quote_lines", "tax_rate", "tax_rates", "code"),
    )
    op.create_table(
        "quote_views",
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("viewed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("quote", "version", name="pk_quote_views"),
        _of_version("quote_views"),
        _refers("quote_views", "contact", "contacts", "number"),
    )


def _answers() -> None:
    op.create_table(
        "quote_acceptances",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("total_minor_units", sa.BigInteger(), nullable=False),
        sa.Column("options", JSONB(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("drawing", sa.Text(), nullable=False),
        sa.Column("terms_accepted", sa.Boolean(), nullable=False),
        sa.Column("purchase_order", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("by_link", sa.Boolean(), nullable=False),
        sa.Column("carried_from", sa.BigInteger()),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_by", sa.Text()),
        sa.Column("undone_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("(undone_at IS NULL) = (undone_by IS NULL)", name="undone_by_somebody"),
        sa.PrimaryKeyConstraint("id", name="pk_quote_acceptances"),
        _of_version("quote_acceptances"),
        _refers("quote_acceptances", "contact", "contacts", "number"),
        _refers("quote_acceptances", "carried_from", "quote_acceptances", "id"),
    )
    op.create_index(
        "uq_quote_acceptances_standing",
        "quote_acceptances",
        ["quote"],
        unique=True,
        postgresql_where=sa.text("undone_at IS NULL"),
    )
    op.create_table(
        "quote_declines",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("declined_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_quote_declines"),
        _of_version("quote_declines"),
        _refers("quote_declines", "contact", "contacts", "number"),
    )
    op.create_index("ix_quote_declines_quote", "quote_declines", ["quote", "version"])
    op.create_table(
        "quote_conversions",
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("kind", one_of("quote_conversion", CONVERSIONS), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("converted_by", sa.Text(), nullable=False),
        sa.Column("converted_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("quote", name="pk_quote_conversions"),
        _of_version("quote_conversions"),
        _refers("quote_conversions", "quote", "quotes", "number"),
    )
    op.create_index("ix_quote_conversions_document", "quote_conversions", ["document"])


def _refers(table: str, column: str, to: str, key: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.{key}"], name=f"fk_{table}_{column}_{to}")


def _of_version(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["quote", "version"],
        ["quote_versions.quote", "quote_versions.version"],
        name=f"fk_{table}_quote_version_quote_versions",
    )
