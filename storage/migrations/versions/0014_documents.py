"""What issued documents show, their PDFs, and what of the organisation stands on them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from storage.migrations.checks import one_of

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

KINDS = ("invoice", "credit_note", "receipt")
TABLES = ("documents", "document_files", "document_pictures")
DETAILS = (
    "legal_name",
    "registration",
    "line1",
    "line2",
    "postcode",
    "city",
    "region",
    "iban",
    "bic",
    "accent",
    "small_print",
)


def _kind() -> sa.Column:
    kind = one_of("document_kind", KINDS)
    return sa.Column("kind", kind, nullable=False)


def upgrade() -> None:
    op.create_table(
        "documents",
        _kind(),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("customer", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("total_minor_units", sa.BigInteger(), nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("facts", JSONB(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("kind", "number", name="pk_documents"),
        sa.ForeignKeyConstraint(
            ["customer"], ["customers.number"], name="fk_documents_customer_customers"
        ),
    )
    op.create_index("ix_documents_customer", "documents", ["customer", "issued_on", "number"])
    op.create_index("ix_documents_number", "documents", ["number"])
    op.create_table(
        "document_files",
        _kind(),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("pdf", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("e_invoice", sa.Boolean(), nullable=False),
        sa.Column("why_not", JSONB(), nullable=False),
        sa.Column("standing", JSONB(), nullable=True),
        sa.Column("rendered_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("kind", "number", name="pk_document_files"),
        sa.ForeignKeyConstraint(
            ["kind", "number"],
            ["documents.kind", "documents.number"],
            name="fk_document_files_kind_documents",
        ),
        sa.CheckConstraint("length(sha256) = 64", name="ck_document_files_sha256"),
    )
    op.create_table(
        "document_pictures",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("picture", sa.LargeBinary(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_document_pictures"),
    )
    for table in TABLES:
        op.execute(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER never_emptied BEFORE TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
    for name in DETAILS:
        op.add_column(
            "organisations", sa.Column(name, sa.Text(), nullable=False, server_default="")
        )
    op.add_column("organisations", sa.Column("logo", sa.Text(), nullable=True))
    op.create_foreign_key(
        "fk_organisations_logo_document_pictures",
        "organisations",
        "document_pictures",
        ["logo"],
        ["sha256"],
    )


def downgrade() -> None:
    op.drop_constraint("fk_organisations_logo_document_pictures", "organisations")
    for name in ("logo", *reversed(DETAILS)):
        op.drop_column("organisations", name)
    for table in ("document_files", "documents", "document_pictures"):
        op.drop_table(table)
