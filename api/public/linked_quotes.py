"""A quote as the holder of a link to it sees it."""

from collections.abc import Collection
from dataclasses import dataclass

from activities.acceptance_sheets import Sheet
from activities.quote_books import answer_rules, decision_of
from api.public.held_links import HeldLink
from api.quotes.papers import sheet_of
from api.quotes.views import Choice, Version, version_of
from domain.documents import DocumentKind
from domain.errors import BillingError
from domain.numbers import quoted
from domain.policy import Action
from domain.printing import DocumentKey
from domain.quote_answers import AnswerRules
from domain.quotes import UNDECIDED, Decision
from storage.books import Books
from storage.quote_answers import QuoteAcceptanceRow


@dataclass(frozen=True)
class LinkedQuote:
    """The version that a link opens, with what is chosen, and who has decided about it.

    `wrong` says why a choice comes to nothing; `can_answer` where its holder may do that now;
    `sheet` is that of its acceptance, if it stands.
    """

    shown: Version
    choice: Choice
    wrong: str
    rules: AnswerRules
    decision: Decision | None
    can_answer: bool
    sheet: Sheet | None

    @property
    def picks(self) -> bool:
        """Whether there is something to choose."""
        return self.can_answer and self.shown.has_options


async def linked_quote(
    held: HeldLink, books: Books, key: DocumentKey, options: Collection[int] | None
) -> LinkedQuote | None:
    """With these options, or as it was accepted, or suggested. None for whatever is no quote."""
    if key.kind is not DocumentKind.QUOTE:
        return None
    number, version = quoted(key.number)
    row = await books.quotes.get(number)
    shown = await version_of(books, row, version)
    zone = (await books.organisations.get()).time_zone
    may = held.visitor.may(Action.QUOTE_ANSWER_BY_LINK) and held.visitor.preferences.view_quotes
    can_answer = may and row.status in UNDECIDED and row.version == version
    accepted = await _accepted(books, number, version)
    choice, wrong = _chosen(held, shown, options if can_answer else None, accepted)
    return LinkedQuote(
        shown,
        choice,
        wrong,
        await answer_rules(books, shown.row),
        await decision_of(books, row, zone),
        can_answer,
        await sheet_of(books, number, None) if accepted else None,
    )


def _chosen(
    held: HeldLink,
    shown: Version,
    options: Collection[int] | None,
    accepted: QuoteAcceptanceRow | None,
) -> tuple[Choice, str]:
    usual = shown.with_options(accepted.options if accepted else shown.suggested)
    try:
        return (usual if options is None else shown.with_options(options)), ""
    except BillingError as refusal:
        return usual, held.visitor.put(refusal)


async def _accepted(books: Books, number: str, version: int) -> QuoteAcceptanceRow | None:
    """How it was accepted, if that stands and is of the version that the link opens."""
    standing = await books.quotes.standing_acceptance(number)
    return standing if standing and standing.version == version else None
