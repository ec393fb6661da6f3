"""Refusals keep their words, their facts and their code."""

import pytest

from domain.errors import BillingError, Conflict, Invalid, refusal_named
from domain.money import CurrencyMismatch
from domain.trials import NoExtensionsLeft


def test_a_refusal_says_its_words_with_its_facts() -> None:
    refusal = NoExtensionsLeft(maximum=1)

    assert str(refusal) == "The trial cannot be extended again: the limit of 1 has been reached."
    assert refusal.facts == {"maximum": "1"}
    assert refusal.code == "NoExtensionsLeft"


def test_a_refusal_can_be_made_again_from_its_code_and_facts() -> None:
    refusal = CurrencyMismatch(left="1.00 EUR", right="1 JPY")

    kind = refusal_named(refusal.code)

    assert kind is CurrencyMismatch
    assert str(kind(**refusal.facts)) == str(refusal)


def test_a_code_that_nobody_has_names_no_refusal() -> None:
    assert refusal_named("NeverHeardOf") is None


def test_two_refusals_cannot_share_a_code() -> None:
    with pytest.raises(TypeError, match="NoExtensionsLeft"):
        type("NoExtensionsLeft", (Invalid,), {})


def test_every_refusal_of_a_family_is_found_by_that_family() -> None:
    assert issubclass(NoExtensionsLeft, Conflict)
    assert issubclass(CurrencyMismatch, BillingError)
