"""The writing of one import: the books, the numbers by references, and who watches it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Protocol, TypeVar

from domain.imports.known import MethodKey

if TYPE_CHECKING:
    from storage.base import Base
    from storage.books import Books
    from storage.imports import Imports

Entry = TypeVar("Entry")
BATCH = 1000


class Progress(Protocol):
    """Told again and again what is being done, and how far it is."""

    def __call__(self, step: str, done: int, total: int, /) -> None: ...


@dataclass(frozen=True)
class Writing:
    """The numbers of customers, payment methods and subscriptions that files refer to."""

    books: "Books"
    imports: "Imports"
    at: datetime
    progress: Progress
    customers: dict[str, str] = field(default_factory=dict)
    methods: dict[MethodKey, str] = field(default_factory=dict)
    subscriptions: dict[str, str] = field(default_factory=dict)

    def batches(self, step: str, entries: Sequence[Entry]) -> Iterator[Sequence[Entry]]:
        """The entries, not too many at once; progress is told after each batch."""
        for start in range(0, len(entries), BATCH):
            batch = entries[start : start + BATCH]
            yield batch
            self.progress(step, start + len(batch), len(entries))


def change(row: "Base", values: Mapping[str, object]) -> tuple[str, ...]:
    """Give the row these values; which of them were others before."""
    changed = tuple(name for name, value in values.items() if getattr(row, name) != value)
    for name in changed:
        setattr(row, name, values[name])
    return changed
