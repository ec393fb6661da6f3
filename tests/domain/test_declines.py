"""What a decline code says is data, and an unknown one is harmless."""

import re

import pytest

from domain.declines import DECLINES, UNKNOWN_DECLINE, Decline, decline
from domain.payments import FailureClass


@pytest.mark.parametrize(
    ("code", "failure"),
    [
        ("insufficient_funds", FailureClass.SOFT),
        ("do_not_honor", FailureClass.SOFT),
        ("lost_card", FailureClass.HARD),
        ("stolen_card", FailureClass.HARD),
        ("account_closed", FailureClass.HARD),
        ("invalid_number", FailureClass.HARD),
        ("revocation_of_authorization", FailureClass.HARD),
        ("expired_card", FailureClass.HARD),
        ("authentication_required", FailureClass.ACTION_REQUIRED),
        ("gateway_unavailable", FailureClass.GATEWAY_FAULT),
        ("CP3002", FailureClass.GATEWAY_FAULT),
        ("CP4001", FailureClass.HARD),
        ("no_method", FailureClass.HARD),
    ],
)
def test_a_code_says_whether_to_try_again(code: str, failure: FailureClass) -> None:
    assert decline(code).failure is failure


@pytest.mark.parametrize("code", [None, "", "nobody_knows_this_one"])
def test_an_unknown_code_is_soft(code: str | None) -> None:
    assert decline(code) is UNKNOWN_DECLINE
    assert UNKNOWN_DECLINE.failure is FailureClass.SOFT


def test_every_class_of_failure_is_in_the_table() -> None:
    assert {row.failure for row in DECLINES.values()} == set(FailureClass)


@pytest.mark.parametrize("code", sorted(DECLINES))
def test_the_table_is_nothing_but_codes_classes_and_sentences(code: str) -> None:
    row = DECLINES[code]

    assert re.fullmatch(r"[a-z_]+|CP[0-9]{4}", code)
    assert type(row) is Decline
    assert row.words.endswith(".")
    assert "{" not in row.words


@pytest.mark.parametrize("code", ["lost_card", "stolen_card", "fraudulent", "pickup_card"])
def test_a_customer_is_not_told_that_a_card_was_reported(code: str) -> None:
    assert not re.search("lost|stolen|fraud", decline(code).words)
