"""What happened to a subscription, as programs read it."""

from datetime import datetime
from typing import Self

from pydantic import BaseModel, ConfigDict

from api.amounts import Amount
from api.timelines import Entry

_IN_WORDS = frozenset({"amount", "title", "text"})


class HappeningShape(BaseModel):
    """`about` is the number of the document, or the id of the command.

    `title` and `text` are the same in words, in the reader's language.
    """

    model_config = ConfigDict(frozen=True)

    at: datetime
    kind: str
    about: str
    status: str | None
    amount: Amount | None
    title: str
    text: str

    @classmethod
    def of(cls, entry: Entry) -> Self:
        one = entry.happening
        return cls(
            **{name: getattr(one, name) for name in cls.model_fields.keys() - _IN_WORDS},
            amount=Amount.of(one.amount) if one.amount else None,
            title=entry.title,
            text=entry.text,
        )
