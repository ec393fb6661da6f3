"""Projects: which rate an hour has, and which texts name one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.money import Money
from domain.plans import NegativePrice
from domain.projects import (
    MOST_NAME,
    ProjectArchived,
    ProjectNameMissing,
    ProjectStatus,
    Rates,
    check_is_active,
    check_project_name,
    check_rate,
    is_project_number,
)


def eur(minor_units: int) -> Money:
    return Money(minor_units, "EUR")


RATES = Rates(
    "EUR", 1_000, {"design": 2_000, "free": 0}, {"ada": 3_000}, {("design", "ada"): 4_000}
)


@pytest.mark.parametrize(
    ("task", "person", "rate"),
    [
        ("design", "ada", 4_000),
        ("design", "bob", 2_000),
        ("text", "ada", 3_000),
        ("text", "bob", 1_000),
        ("free", "ada", 0),
    ],
)
def test_the_nearest_rate_wins(task: str, person: str, rate: int) -> None:
    assert RATES.hourly(task, person) == eur(rate)


@given(st.dictionaries(st.sampled_from("abc"), st.integers(0, 10**6)))
def test_a_task_without_a_rate_of_its_own_costs_what_the_project_costs(
    tasks: dict[str, int],
) -> None:
    rates = Rates("EUR", 777, tasks)
    assert rates.hourly("d", "ada") == eur(777)
    assert all(rates.hourly(task, "ada") == eur(rate) for task, rate in tasks.items())


@pytest.mark.parametrize("name", ["", "  ", "x" * (MOST_NAME + 1)])
def test_it_has_a_name(name: str) -> None:
    with pytest.raises(ProjectNameMissing):
        check_project_name(name)


def test_nothing_costs_less_than_nothing() -> None:
    check_rate(eur(0))
    with pytest.raises(NegativePrice):
        check_rate(eur(-1))


def test_nothing_is_done_in_an_archived_project() -> None:
    check_is_active("PRJ-000001", ProjectStatus.ACTIVE)
    with pytest.raises(ProjectArchived):
        check_is_active("PRJ-000001", ProjectStatus.ARCHIVED)


@pytest.mark.parametrize(
    ("text", "is_ours"),
    [("PRJ-000001", True), (" PRJ-1000000 ", True), ("P-7", False), ("PRJ-7", False), ("", False)],
)
def test_only_texts_in_the_form_of_our_numbers_name_projects(text: str, is_ours: bool) -> None:
    assert is_project_number(text) is is_ours
