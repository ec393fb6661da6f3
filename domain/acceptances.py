"""Acceptances on paper: what a customer has agreed to, when and how, on a sheet of its own."""

from dataclasses import dataclass


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
