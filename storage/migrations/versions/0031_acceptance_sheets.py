"""The sheets of acceptances"""

from storage.migrations.checks import allow_values, forbid_values

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

TABLES = ("documents", "document_files")


def upgrade() -> None:
    for table in TABLES:
        allow_values(table, "kind", "document_kind", ("acceptance",))


def downgrade() -> None:
    """Refused by the database while there are sheets of acceptances."""
    for table in TABLES:
        forbid_values(table, "kind", "document_kind", ("acceptance",))
