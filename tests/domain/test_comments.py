"""Comments: plain words, who is called by an `@`, and how long one can be taken back."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.commands import Actor, ActorKind
from domain.comments import (
    MOST_WORDS,
    PLACES,
    TAKEN_BACK_WITHIN,
    CommentEmpty,
    CommentNotPlain,
    CommentTooMuch,
    CustomersWriteOpenly,
    SubjectKind,
    TakenBackTooLate,
    Visibility,
    check_take_back,
    check_visibility,
    mentioned,
    plain_words,
)

AT = datetime(2026, 11, 22, 9, tzinfo=UTC)
MEMBERS = {"S1": "Sam Smith", "S2": "Sam Stone", "S3": "Zoë", "S4": "Zoë Bell-Hart", "S5": "Ann"}


@pytest.mark.parametrize(
    ("typed", "words"),
    [(" Hi ", "Hi"), ("a\r\nb", "a\nb"), ("<b>&amp;\t'", "<b>&amp;\t'"), ("👩‍💻 ok", "👩‍💻 ok")],
)
def test_what_was_typed_stays_what_it_is(typed: str, words: str) -> None:
    assert plain_words(typed) == words


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ("", CommentEmpty),
        (" \r\n ", CommentEmpty),
        ("\u200b", CommentEmpty),
        ("x" * (MOST_WORDS + 1), CommentTooMuch),
        ("a\x00b", CommentNotPlain),
        ("invoice\u202egnp.exe", CommentNotPlain),
        ("a\u2028b", CommentNotPlain),
    ],
)
def test_what_cannot_be_a_comment_is_refused(typed: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        plain_words(typed)


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("@Sam Smith, please look", ("S1",)),
        ("cc @sam.stone.", ("S2",)),
        ("@Sam has the papers", ()),
        ("@ann @ZOË", ("S3", "S5")),
        ("@Zoë Bell-Hart!", ("S4",)),
        ("mail ann@ann.example or @Anna", ()),
        ("@@Ann, @Ann_1", ()),
        ("Ann", ()),
        ("(@Ann)", ("S5",)),
    ],
)
def test_members_are_called_by_name(words: str, named: tuple[str, ...]) -> None:
    assert mentioned(words, MEMBERS) == named


@given(st.text("@aAnNsm ZoëS._", max_size=30))
def test_only_members_are_ever_called(words: str) -> None:
    assert set(mentioned(words, MEMBERS)) <= set(MEMBERS)
    assert "@" in words or not mentioned(words, MEMBERS)
    assert mentioned(words, {}) == ()


def test_it_can_be_taken_back_for_a_while() -> None:
    check_take_back(AT, AT + TAKEN_BACK_WITHIN - timedelta(seconds=1))
    with pytest.raises(TakenBackTooLate, match="15 minutes"):
        check_take_back(AT, AT + TAKEN_BACK_WITHIN)


def test_only_staff_write_what_customers_do_not_read() -> None:
    for kind in (ActorKind.STAFF, ActorKind.CONTACT):
        check_visibility(Actor(kind, "X"), Visibility.SHOWN)
    check_visibility(Actor(ActorKind.STAFF, "X"), Visibility.INTERNAL)
    with pytest.raises(CustomersWriteOpenly):
        check_visibility(Actor(ActorKind.CONTACT, "X"), Visibility.INTERNAL)


def test_every_kind_of_document_has_a_place() -> None:
    assert set(PLACES) == set(SubjectKind)
