"""What every table shares: names for constraints, column types, the status column."""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, TypeVar
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, Enum, MetaData, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

Status = TypeVar("Status", bound=StrEnum)
Json = dict[str, Any]

NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """A mapped row. Rows are plain: no relationships, so no query hides in an attribute."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar = {
        str: Text(),
        int: BigInteger(),
        datetime: DateTime(timezone=True),
        UUID: Uuid(),
        Json: JSONB(),
        list[int]: JSONB(),
        list[Json]: JSONB(),
    }


def status_column(kind: type[Status], **options: Any) -> Mapped[Status]:
    """A text column that holds one value of the enumeration, and the database checks it."""
    column = Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        name=_snake(kind.__name__),
        values_callable=lambda members: [member.value for member in members],
        length=40,
    )
    return mapped_column(column, **options)


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).strip(
        "_"
    )
