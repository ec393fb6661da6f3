"""Links to one document or one purpose, and what was paid or given through them"""

import sqlalchemy as sa
from alembic import op

from storage.migrations.checks import allow_values, forbid_values, one_of

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

MAIL_KINDS = ("document_link", "link_code")
ACTORS = ("contact", "staff", "system", "processor")
OPENED = ("payments", "method_set_ups")


def upgrade() -> None:
    allow_values("messages", "kind", "mail_kind", MAIL_KINDS)
    _create_links()
    _create_codes()
    for table in OPENED:
        op.add_column(table, sa.Column("link", sa.Uuid()))
        op.create_foreign_key(
            f"fk_{table}_link_document_links", table, "document_links", ["link"], ["id"]
        )


def _create_links() -> None:
    op.create_table(
        "document_links",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("purpose", one_of("link_purpose", ("document", "method")), nullable=False),
        sa.Column("customer", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text()),
        sa.Column("number", sa.Text()),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("maker_kind", one_of("actor_kind", ACTORS), nullable=False),
        sa.Column("maker", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("last_used_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("(number IS NULL) = (purpose = 'method')", name="one_purpose"),
        sa.CheckConstraint("(number IS NULL) = (kind IS NULL)", name="document_whole"),
        sa.CheckConstraint("length(digest) = 64", name="digest"),
        sa.PrimaryKeyConstraint("id", name="pk_document_links"),
        sa.UniqueConstraint("digest", name="uq_document_links_digest"),
        sa.ForeignKeyConstraint(
            ["customer"], ["customers.number"], name="fk_document_links_customer_customers"
        ),
        sa.ForeignKeyConstraint(
            ["contact"], ["contacts.number"], name="fk_document_links_contact_contacts"
        ),
        sa.ForeignKeyConstraint(
            ["kind", "number"],
            ["documents.kind", "documents.number"],
            name="fk_document_links_kind_documents",
        ),
    )
    op.create_index("ix_document_links_customer", "document_links", ["customer", "created_at"])
    op.create_index("ix_document_links_number", "document_links", ["number", "kind"])


def _create_codes() -> None:
    op.create_table(
        "document_link_codes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("link", sa.Uuid(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("guesses", sa.BigInteger(), nullable=False),
        sa.Column("passed_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_document_link_codes"),
        sa.ForeignKeyConstraint(
            ["link"], ["document_links.id"], name="fk_document_link_codes_link_document_links"
        ),
        sa.ForeignKeyConstraint(
            ["contact"], ["contacts.number"], name="fk_document_link_codes_contact_contacts"
        ),
    )
    op.create_index("ix_document_link_codes_link", "document_link_codes", ["link", "created_at"])


def downgrade() -> None:
    for table in OPENED:
        op.drop_column(table, "link")
    op.drop_table("document_link_codes")
    op.drop_table("document_links")
    kinds = ", ".join(f"'{kind}'" for kind in MAIL_KINDS)
    op.execute(f"DELETE FROM messages WHERE kind IN ({kinds})")  # noqa: S608 - names are ours
    forbid_values("messages", "kind", "mail_kind", MAIL_KINDS)
