"""Acceptances on paper: what a customer has agreed to, when and how, on a sheet of its own."""

from dataclasses import dataclass

MOST_OPTIONS = 3
MOST_WORDS = 60


@dataclass(frozen=True, kw_only=True)
class Accepted:
    """What the sheet says beyond the total, its customer and the moment.

    `person` is who answered, `name` what they typed to sign; `options` are the words of those that
    they chose; `has_terms` where they were asked to accept the terms, and did; `quote_pdf` is the
    SHA-256 of the quote's PDF, where there was one to be seen.
    """

    quote: str
    version: int
    person: str
    title: str = ""
    name: str = ""
    drawing: str = ""
    by_link: bool = False
    has_terms: bool = False
    options: tuple[str, ...] = ()
    quote_pdf: str = ""

    @property
    def options_in_brief(self) -> tuple[str, int]:
        """The first of the options, each in a few words, and how many more there are."""
        named = self.options[:MOST_OPTIONS]
        return ", ".join(_few_words(each) for each in named), len(self.options) - len(named)


def _few_words(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= MOST_WORDS else f"{words[: MOST_WORDS - 1].rstrip()}…"
