"""The documents of quotes"""

from storage.migrations.checks import allow_values, forbid_values

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

TABLES = ("documents", "document_files")


def upgrade() -> None:
    for table in TABLES:
        allow_values(table, "kind", "document_kind", ("quote",))


def downgrade() -> None:
    """Refused by the database while there are documents of quotes."""
    for table in TABLES:
        forbid_values(table, "kind", "document_kind", ("quote",))
