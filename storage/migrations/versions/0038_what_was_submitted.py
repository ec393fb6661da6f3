"""An entry on a sheet keeps its words as they were submitted, whatever becomes of the entry"""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

TABLE = "approval_entries"
WORDS = ("task", "person", "note")
KEY = "fk_approval_entries_entry_time_entries"
WHOLE = "ck_approval_entries_submitted_whole"
FILL = """
UPDATE approval_entries s SET day = t.day, task = k.name, person = p.name, note = t.note
    FROM time_entries t JOIN project_tasks k ON k.number = t.task
        JOIN staff p ON p.number = t.person
    WHERE t.number = s.entry AND s.state <> 'open'
"""
FREE = """
UPDATE time_entries t SET status = 'open' WHERE t.status = 'rejected'
    AND NOT EXISTS (SELECT FROM approval_entries s JOIN approvals a ON a.number = s.approval
        WHERE s.entry = t.number AND s.state = 'rejected' AND a.status = 'rejected')
"""
LOST = """
DELETE FROM approval_entries s WHERE is_gone
    OR NOT EXISTS (SELECT FROM time_entries t WHERE t.number = s.entry)
"""


def upgrade() -> None:
    op.add_column(TABLE, sa.Column("day", sa.Date()))
    for word in WORDS:
        op.add_column(TABLE, sa.Column(word, sa.Text()))
    op.add_column(
        TABLE, sa.Column("is_gone", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.alter_column(TABLE, "is_gone", server_default=None)
    op.execute(FILL)
    _whole("minutes, total_minor_units, day, task, person, note")
    op.drop_constraint(op.f(KEY), TABLE, type_="foreignkey")
    op.execute(FREE)


def downgrade() -> None:
    op.execute(LOST)
    op.create_foreign_key(op.f(KEY), TABLE, "time_entries", ["entry"], ["number"])
    _whole("minutes, total_minor_units")
    for column in ("is_gone", "day", *WORDS):
        op.drop_column(TABLE, column)


def _whole(columns: str) -> None:
    """What was submitted has all of these."""
    op.drop_constraint(op.f(WHOLE), TABLE, type_="check")
    op.create_check_constraint(
        op.f(WHOLE), TABLE, f"state = 'open' OR num_nulls({columns}) = 0"
    )
