"""A press that draws nothing: its files say what they are about, and are never the same."""

from itertools import count

from domain.printing import Manuscript, Printed


class StubPress:
    """Counts its prints, so that a document that is made twice is not the same twice."""

    def __init__(self) -> None:
        self._prints = count(1)

    async def print(self, manuscript: Manuscript) -> Printed:
        words = f"%PDF-1.7 {manuscript.facts.number} {next(self._prints)}"
        return Printed(words.encode(), e_invoice=False)
