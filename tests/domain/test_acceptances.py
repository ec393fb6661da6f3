"""What a mail says of the options of an acceptance: the first of them, in a line or two."""

from hypothesis import given
from hypothesis import strategies as st

from domain.acceptances import MOST_OPTIONS, MOST_WORDS, Accepted


def accepted(*options: str) -> Accepted:
    return Accepted(quote="QUO-000001", version=1, person="Ada", options=options)


def test_the_first_are_named_and_the_others_counted() -> None:
    assert accepted().options_in_brief == ("", 0)
    assert accepted("Support", "Training\n on site").options_in_brief == (
        "Support, Training on site",
        0,
    )
    assert accepted("a", "b", "c", "d", "e").options_in_brief == ("a, b, c", 2)
    assert accepted("word " * 30).options_in_brief == (f"{'word ' * 11}word…", 0)


@given(st.lists(st.text(), max_size=6))
def test_however_they_are_called_it_stays_short(options: list[str]) -> None:
    words, more = accepted(*options).options_in_brief
    assert len(words) <= MOST_OPTIONS * (MOST_WORDS + 2)
    assert len(words.splitlines()) <= 1
    assert min(len(options), MOST_OPTIONS) + more == len(options)
