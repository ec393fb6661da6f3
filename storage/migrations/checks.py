"""The values that a column may hold, as the database checks them: made, and changed, in migrations.

A check knows nothing of the enumeration that it was made of: migrations name their values, so that
they do the same whatever the enumeration has become.
"""

from collections.abc import Iterable

import sqlalchemy as sa
from alembic import op


def one_of(name: str, values: tuple[str, ...]) -> sa.Enum:
    """The type of a new column that holds one of these. `name` is the snake case of the class."""
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def check_values(table: str, column: str, name: str, values: Iterable[str]) -> None:
    """From now on the column, which had no such check, holds one of these."""
    listed = ", ".join(f"'{value}'" for value in dict.fromkeys(values))
    op.execute(
        f"ALTER TABLE {table} ADD CONSTRAINT ck_{table}_{name} CHECK ({column} IN ({listed}))"
    )


def allow_values(table: str, column: str, name: str, more: Iterable[str]) -> None:
    """From now on the column may hold these as well."""
    _check_anew(table, column, name, [*_allowed(table, name), *more])


def forbid_values(table: str, column: str, name: str, fewer: Iterable[str]) -> None:
    """From now on the column may not hold these: the database refuses while a row has one."""
    left_out = frozenset(fewer)
    _check_anew(
        table, column, name, [each for each in _allowed(table, name) if each not in left_out]
    )


def _allowed(table: str, name: str) -> list[str]:
    """What the check of a column lets in now, whoever has written it."""
    query = sa.text(
        "SELECT match[1] FROM pg_constraint, regexp_matches(pg_get_constraintdef(oid),"
        " '''([^'']+)''', 'g') match WHERE conname = :name AND conrelid = CAST(:t AS regclass)"
    )
    found = op.get_bind().execute(query, {"name": f"ck_{table}_{name}", "t": table})
    return [str(row[0]) for row in found]


def _check_anew(table: str, column: str, name: str, values: list[str]) -> None:
    op.execute(f"ALTER TABLE {table} DROP CONSTRAINT ck_{table}_{name}")
    check_values(table, column, name, values)
