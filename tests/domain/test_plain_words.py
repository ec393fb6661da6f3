"""Words that people type: what can be seen counts, what turns a text round is left out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.plain_words import TURNS, is_blank, legible

FAMILY = "\U0001f469\u200d\U0001f469\u200d\U0001f467"
HEBREW = "\u05d0\u05d1 (12)\u200f"
PERSIAN = "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"


@pytest.mark.parametrize(
    "typed", ["", " \t\n", "\u200b", "\u2060\u00ad", "\u3164", "\u2800 \ufe0f", "\u0301", "\u202e"]
)
def test_what_leaves_nothing_on_a_page_is_nothing(typed: str) -> None:
    assert is_blank(typed)
    assert legible(typed) == ""


@pytest.mark.parametrize(
    "typed", ["Ada", "-", "0", "\u00df", "\u6f22", "e\u0301", FAMILY, PERSIAN, HEBREW]
)
def test_what_can_be_seen_stays_as_it_was_typed(typed: str) -> None:
    assert not is_blank(typed)
    assert legible(f"  {typed} ") == typed


def test_what_turns_a_text_round_is_left_out() -> None:
    assert legible("\u202a+49 30 123\u202c") == "+49 30 123"
    assert legible("Ada \u202eecalevoL") == "Ada ecalevoL"


@given(st.text())
def test_what_is_kept_is_kept_again_and_turns_nothing(typed: str) -> None:
    kept = legible(typed)
    assert legible(kept) == kept
    assert not TURNS & set(kept)
