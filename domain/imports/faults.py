"""Faults: what is wrong with a file that is to be imported, where, and what to do about it."""

from collections import Counter
from dataclasses import dataclass

MOST_LISTED = 5000


@dataclass(frozen=True, order=True)
class Fault:
    """One thing to mend. Line 1 is the header; 0 stands for the file as a whole.

    `column` is empty where the fault is not in one cell.
    """

    file: str
    line: int
    column: str
    message: str
    what_to_do: str

    def __str__(self) -> str:
        place = ":".join(part for part in (self.file, str(self.line or ""), self.column) if part)
        return f"{place}: {self.message} {self.what_to_do}"


class Unreadable(Exception):
    """A text that is not what it should be; the same words as a fault, still without a place."""

    def __init__(self, message: str, what_to_do: str, *, line: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.what_to_do = what_to_do
        self.line = line


class Faults:
    """Collects faults; of a file that is wrong from end to end, not more than people can read."""

    def __init__(self) -> None:
        self._listed: list[Fault] = []
        self._count: Counter[str] = Counter()

    def note(self, fault: Fault) -> None:
        self._count[fault.file] += 1
        if self._count[fault.file] <= MOST_LISTED:
            self._listed.append(fault)

    def all(self) -> tuple[Fault, ...]:
        """In the order of files and lines; how many were left out is said at the end of a file."""
        left_out = [
            Fault(
                file,
                max(each.line for each in self._listed if each.file == file),
                "",
                f"{count - MOST_LISTED} more faults follow in this file.",
                "Mend these first, then import again.",
            )
            for file, count in self._count.items()
            if count > MOST_LISTED
        ]
        return tuple(sorted(self._listed) + left_out) if left_out else tuple(sorted(self._listed))


def shown(text: str, most: int = 40) -> str:
    """A text from a file as it may be printed: short, in quotation marks, on one line."""
    printable = "".join(char if char.isprintable() else "�" for char in text[: most + 1])
    return f"“{printable}”" if len(text) <= most else f"“{printable[:most]}…”"
