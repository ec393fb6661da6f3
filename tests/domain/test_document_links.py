"""The life of a link to a document, and of the code that shows who holds it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.document_links import (
    AFTER_PAYMENT,
    CODE_LIFE,
    MOST_GUESSES,
    PROVEN_FOR,
    CodeLife,
    LinkLife,
    link_until,
)

AT = datetime(2026, 3, 1, 9, tzinfo=UTC)
LIFE = LinkLife(link_until(AT, 90))
SECOND = timedelta(seconds=1)


def test_a_link_is_good_until_its_day() -> None:
    until = AT + timedelta(days=90)
    assert not LIFE.is_over(until - SECOND)
    assert LIFE.is_over(until)
    assert LIFE.can_be_asked_for_again(until)
    assert not LIFE.can_be_asked_for_again(until - SECOND)


def test_it_ends_thirty_days_after_it_was_paid() -> None:
    paid = replace(LIFE, settled_at=AT)
    assert not paid.is_over(AT + AFTER_PAYMENT - SECOND)
    assert paid.is_over(AT + AFTER_PAYMENT)
    assert not paid.can_be_asked_for_again(LIFE.expires_at)


def test_what_was_taken_back_or_declared_void_is_over_for_good() -> None:
    for ended in (replace(LIFE, ended_at=AT), replace(LIFE, is_void=True)):
        assert ended.is_over(AT)
        assert not ended.can_be_asked_for_again(LIFE.expires_at)


def test_a_code_is_good_for_some_guesses_and_a_quarter_of_an_hour() -> None:
    code = CodeLife(AT + CODE_LIFE, 0)
    assert code.can_be_guessed(AT + CODE_LIFE - SECOND)
    assert not code.can_be_guessed(AT + CODE_LIFE)
    assert not replace(code, guesses=MOST_GUESSES).can_be_guessed(AT)
    assert not replace(code, passed_at=AT).can_be_guessed(AT)


@given(st.timedeltas(min_value=timedelta(), max_value=timedelta(days=2)))
def test_a_code_proves_who_somebody_is_for_an_hour(later: timedelta) -> None:
    passed = CodeLife(AT + CODE_LIFE, 1, AT)
    assert passed.proves(AT + later) is (later < PROVEN_FOR)
    assert not CodeLife(AT + CODE_LIFE, 1).proves(AT + later)
