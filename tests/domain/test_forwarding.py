"""What may be written beside a document that is sent on, and to how many it may go."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import BillingError
from domain.forwarding import (
    MOST_A_DAY,
    MOST_RECIPIENTS,
    MOST_SUBJECT,
    MOST_WORDS,
    ForwardedEnough,
    NobodyChosen,
    NoSubject,
    SubjectNotALine,
    TooManyRecipients,
    WordsNotPlain,
    check_number,
    check_room,
    note_of,
)


def test_what_people_write_is_taken_as_it_is() -> None:
    note = note_of(
        "  Rechnung für Käse – 10 % Rabatt 🎉 ", "Liebe Zoë,\r\n\r\n\tbitte zahlen.\r\nA.\n"
    )
    assert note.subject == "Rechnung für Käse – 10 % Rabatt 🎉"
    assert note.words == "Liebe Zoë,\n\n\tbitte zahlen.\nA."
    assert note_of("x" * MOST_SUBJECT, "y" * MOST_WORDS).words == "y" * MOST_WORDS


@pytest.mark.parametrize(
    "subject",
    [
        "Invoice\r\nBcc: everybody@example.com",
        "Invoice\nX: y",
        "Invoice\rX",
        "a\x00b",
        "a\x0bb",
        "a\x85b",
        "a\u2028b",
        "a\u2029b",
        "a\tb",
        "\u202egnp.ecioivni",
        "lone \ud800",
        "x" * (MOST_SUBJECT + 1),
    ],
)
def test_a_subject_is_one_line_and_no_header_hides_in_it(subject: str) -> None:
    with pytest.raises(SubjectNotALine):
        note_of(subject, "")


@pytest.mark.parametrize("words", ["a\x00b", "a\x1b[2Jb", "\u202eevil", "y" * (MOST_WORDS + 1)])
def test_the_text_is_plain(words: str) -> None:
    with pytest.raises(WordsNotPlain):
        note_of("Invoice", words)


def test_a_subject_has_to_be_there() -> None:
    with pytest.raises(NoSubject):
        note_of(" \n ", "words")


@given(st.text(max_size=200), st.text(max_size=200))
def test_whatever_is_taken_stays_within_its_line(subject: str, words: str) -> None:
    try:
        note = note_of(subject, words)
    except BillingError:
        return
    assert len(note.subject.splitlines()) == 1
    assert note.subject.encode().decode() == note.subject
    assert "\r" not in note.words


def test_how_many_are_sent_it_at_once() -> None:
    check_number(1)
    check_number(MOST_RECIPIENTS)
    with pytest.raises(NobodyChosen):
        check_number(0)
    with pytest.raises(TooManyRecipients):
        check_number(MOST_RECIPIENTS + 1)


@given(st.integers(0, 2 * MOST_A_DAY), st.integers(1, MOST_RECIPIENTS))
def test_a_day_has_room_for_so_many_and_no_more(sent: int, wanted: int) -> None:
    if sent + wanted <= MOST_A_DAY:
        check_room(sent, wanted)
        return
    with pytest.raises(ForwardedEnough) as refused:
        check_room(sent, wanted)
    assert refused.value.facts["left"] == str(max(MOST_A_DAY - sent, 0))
