"""Projects, the time that is logged for them, and its approvals"""

import sqlalchemy as sa
from alembic import op

from storage.migrations.checks import allow_values, forbid_values, one_of

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

SERIES = ("project", "task", "time", "approval")
MORE = (
    ("messages", "kind", "mail_kind", ("approval_submitted", "approval_reminder")),
    ("notifications", "kind", "notification_kind", ("approval_approved", "approval_rejected")),
)
TABLES = (
    "approval_entries",
    "approval_steps",
    "time_entries",
    "project_rates",
    "project_tasks",
    "approvals",
    "projects",
)
ENTRY = ("open", "waiting", "approved", "rejected", "invoiced")
LOCKED_STAYS = """
CREATE FUNCTION refuse_change_of_locked_time() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status NOT IN ('waiting', 'approved', 'invoiced') THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'DELETE' OR (NEW.project, NEW.task, NEW.person, NEW.day, NEW.minutes,
            NEW.is_billable, NEW.note)
        IS DISTINCT FROM (OLD.project, OLD.task, OLD.person, OLD.day, OLD.minutes,
            OLD.is_billable, OLD.note)
        OR (NEW.status NOT IN ('open', 'rejected')
            AND NEW.rate_minor_units IS DISTINCT FROM OLD.rate_minor_units) THEN
        RAISE EXCEPTION 'time entry % is locked', OLD.number
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$
"""
LOCKED_TRIGGER = """
CREATE TRIGGER locked_stays BEFORE UPDATE OR DELETE ON time_entries
    FOR EACH ROW EXECUTE FUNCTION refuse_change_of_locked_time()
"""


def upgrade() -> None:
    for table, column, name, values in MORE:
        allow_values(table, column, name, values)
    for series in SERIES:
        op.execute(sa.schema.CreateSequence(sa.Sequence(f"{series}_numbers")))
    _projects()
    _approvals()
    _tasks()
    _rates()
    _entries()
    _sheets()
    op.execute(LOCKED_STAYS)
    op.execute(LOCKED_TRIGGER)


def _projects() -> None:
    op.create_table(
        "projects",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("customer", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("status", one_of("project_status", ("active", "archived")), nullable=False),
        sa.Column("rate_minor_units", sa.BigInteger(), nullable=False),
        sa.Column("asks_approval", sa.Boolean()),
        sa.Column("unit", one_of("approval_unit", ("sheet", "entry"))),
        sa.Column("tax_rate", sa.Text()),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("rate_minor_units >= 0", name=op.f("ck_projects_rate_not_negative")),
        _key("projects", "customer", "customers.number"),
        _key("projects", "tax_rate", "tax_rates.code"),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_projects")),
    )
    op.create_index("ix_projects_customer", "projects", ["customer", "number"])


def _approvals() -> None:
    statuses = ("draft", "submitted", "approved", "rejected", "recalled")
    op.create_table(
        "approvals",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("project", sa.Text(), nullable=False),
        sa.Column("customer", sa.Text(), nullable=False),
        sa.Column("status", one_of("approval_status", statuses), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("round", sa.BigInteger(), nullable=False),
        sa.Column("unit", one_of("approval_unit", ("sheet", "entry"))),
        sa.Column("minutes", sa.BigInteger()),
        sa.Column("total_minor_units", sa.BigInteger()),
        sa.Column("written_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True)),
        sa.Column("told_at", sa.DateTime(timezone=True)),
        sa.Column("reminds_at", sa.DateTime(timezone=True)),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint(
            "(status = 'draft') = (round = 0)",
            name=op.f("ck_approvals_drafts_were_never_submitted"),
        ),
        sa.CheckConstraint(
            "round = 0 OR num_nulls(unit, minutes, total_minor_units, submitted_at) = 0",
            name=op.f("ck_approvals_submitted_whole"),
        ),
        _key("approvals", "customer", "customers.number"),
        _key("approvals", "project", "projects.number"),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_approvals")),
    )
    op.create_index("ix_approvals_customer", "approvals", ["customer", "number"])
    op.create_index("ix_approvals_project", "approvals", ["project", "number"])
    op.create_index(
        "ix_approvals_open",
        "approvals",
        ["number"],
        postgresql_where=sa.text("status = 'submitted'"),
    )


def _tasks() -> None:
    op.create_table(
        "project_tasks",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("project", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("is_billable", sa.Boolean(), nullable=False),
        sa.Column("rate_minor_units", sa.BigInteger()),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint(
            "rate_minor_units >= 0", name=op.f("ck_project_tasks_rate_not_negative")
        ),
        _key("project_tasks", "project", "projects.number"),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_project_tasks")),
        sa.UniqueConstraint("project", "name", name=op.f("uq_project_tasks_project_name")),
    )


def _rates() -> None:
    op.create_table(
        "project_rates",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("project", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("task", sa.Text()),
        sa.Column("rate_minor_units", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "rate_minor_units >= 0", name=op.f("ck_project_rates_rate_not_negative")
        ),
        _key("project_rates", "person", "staff.number"),
        _key("project_rates", "project", "projects.number"),
        _key("project_rates", "task", "project_tasks.number"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_rates")),
    )
    for name, columns, which in (
        ("person", ["project", "person"], "task IS NULL"),
        ("task", ["project", "person", "task"], "task IS NOT NULL"),
    ):
        op.create_index(
            f"uq_project_rates_{name}",
            "project_rates",
            columns,
            unique=True,
            postgresql_where=sa.text(which),
        )


def _entries() -> None:
    op.create_table(
        "time_entries",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("project", sa.Text(), nullable=False),
        sa.Column("task", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("minutes", sa.BigInteger(), nullable=False),
        sa.Column("is_billable", sa.Boolean(), nullable=False),
        sa.Column("status", one_of("entry_status", ENTRY), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("internal_note", sa.Text(), nullable=False),
        sa.Column("rate_minor_units", sa.BigInteger()),
        sa.Column("invoice", sa.Uuid()),
        sa.Column("logged_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(status = 'invoiced') = (invoice IS NOT NULL)",
            name=op.f("ck_time_entries_invoiced_in_one"),
        ),
        sa.CheckConstraint(
            "is_billable OR status = 'open'", name=op.f("ck_time_entries_only_billable_leaves")
        ),
        sa.CheckConstraint(
            "status IN ('open', 'rejected') OR rate_minor_units IS NOT NULL",
            name=op.f("ck_time_entries_rate_is_kept"),
        ),
        sa.CheckConstraint(
            "minutes BETWEEN 1 AND 1440", name=op.f("ck_time_entries_minutes_of_a_day")
        ),
        _key("time_entries", "invoice", "invoices.id"),
        _key("time_entries", "person", "staff.number"),
        _key("time_entries", "project", "projects.number"),
        _key("time_entries", "task", "project_tasks.number"),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_time_entries")),
    )
    op.create_index("ix_time_entries_project", "time_entries", ["project", "day", "number"])
    op.create_index("ix_time_entries_task", "time_entries", ["task"])
    op.create_index(
        "ix_time_entries_invoice",
        "time_entries",
        ["invoice"],
        postgresql_where=sa.text("invoice IS NOT NULL"),
    )


def _sheets() -> None:
    op.create_table(
        "approval_entries",
        sa.Column("approval", sa.Text(), nullable=False),
        sa.Column("entry", sa.Text(), nullable=False),
        sa.Column("state", one_of("entry_status", ENTRY), nullable=False),
        sa.Column("minutes", sa.BigInteger()),
        sa.Column("total_minor_units", sa.BigInteger()),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("state <> 'invoiced'", name=op.f("ck_approval_entries_decided_here")),
        sa.CheckConstraint(
            "state = 'open' OR num_nulls(minutes, total_minor_units) = 0",
            name=op.f("ck_approval_entries_submitted_whole"),
        ),
        _key("approval_entries", "approval", "approvals.number"),
        _key("approval_entries", "entry", "time_entries.number"),
        sa.PrimaryKeyConstraint("approval", "entry", name=op.f("pk_approval_entries")),
    )
    op.create_index(
        "uq_approval_entries_one_open",
        "approval_entries",
        ["entry"],
        unique=True,
        postgresql_where=sa.text("state IN ('waiting', 'approved')"),
    )
    actors = ("contact", "staff", "system", "processor")
    events = ("submit", "approve", "reject", "recall")
    op.create_table(
        "approval_steps",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("approval", sa.Text(), nullable=False),
        sa.Column("event", one_of("approval_event", events), nullable=False),
        sa.Column("round", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_kind", one_of("actor_kind", actors), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("minutes", sa.BigInteger()),
        sa.Column("total_minor_units", sa.BigInteger()),
        _key("approval_steps", "approval", "approvals.number"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_steps")),
    )
    op.create_index("ix_approval_steps_approval", "approval_steps", ["approval", "id"])


def downgrade() -> None:
    """Refused by the database while there are mails about approvals."""
    for table, column, name, values in reversed(MORE):
        if table == "notifications":
            kinds = ", ".join(f"'{kind}'" for kind in values)
            op.execute(f"DELETE FROM {table} WHERE kind IN ({kinds})")  # noqa: S608 - names are ours
        forbid_values(table, column, name, values)
    for table in TABLES:
        op.drop_table(table)
    op.execute("DROP FUNCTION refuse_change_of_locked_time()")
    for series in SERIES:
        op.execute(sa.schema.DropSequence(sa.Sequence(f"{series}_numbers")))


def _key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}_{target.partition('.')[0]}"
    return sa.ForeignKeyConstraint([column], [target], name=op.f(name))
