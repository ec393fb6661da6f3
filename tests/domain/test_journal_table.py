"""The page about the journal says what the code does."""

from domain.accounts import check_balanced
from tests.support.journal_table import EVENTS, PAGE, drawn, makers


def test_the_page_shows_the_accounts_and_the_events_of_the_code() -> None:
    assert PAGE.read_text() == drawn(), "run 'make docs'"


def test_every_event_is_in_the_table() -> None:
    assert {event.maker.__name__ for event in EVENTS} == makers()


def test_every_example_balances() -> None:
    for event in EVENTS:
        check_balanced(event.postings)
