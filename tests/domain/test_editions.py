"""Editions: of two who have seen the same one decides, and nothing is lost that was not seen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.editions import DraftMoved, check_seen


def test_what_stands_as_it_was_seen_can_be_changed_and_nothing_else() -> None:
    check_seen(3, 3)
    check_seen(None, 3)
    for seen in (0, 2, 4):
        with pytest.raises(DraftMoved) as refused:
            check_seen(seen, 3)
        assert refused.value.facts == {"edition": "3"}


@given(st.lists(st.tuples(st.sampled_from("abc"), st.booleans()), max_size=12))
def test_whatever_is_written_over_was_seen_by_whoever_does_it(
    steps: list[tuple[str, bool]],
) -> None:
    """Each of three looks at the draft, or saves what they made of it as they had seen it."""
    stands, edition = "", 1
    known: dict[str, tuple[str, int]] = {}
    for who, looks in steps:
        if looks or who not in known:
            known[who] = (stands, edition)
            continue
        text, seen = known[who]
        try:
            check_seen(seen, edition)
        except DraftMoved:
            assert stands != text
            continue
        assert stands == text
        stands, edition = stands + who, edition + 1
        known[who] = (stands, edition)
