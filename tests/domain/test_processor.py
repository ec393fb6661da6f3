"""The processor's problems all have a cause and a remedy; a fault is nobody's refusal."""

import re

import pytest

from domain.declines import decline
from domain.errors import BillingError, Conflict
from domain.payment_problems import PROBLEMS
from domain.processor import GatewayFault, ProcessorRefusal


def test_all_eleven_problems_are_known() -> None:
    assert sorted(PROBLEMS) == [
        *("CP1003", "CP1004", "CP2001", "CP3001", "CP3002", "CP3003", "CP3004", "CP3005"),
        *("CP4001", "CP4002", "CP4003"),
    ]


@pytest.mark.parametrize("code", sorted(PROBLEMS))
def test_every_problem_says_what_staff_can_do(code: str) -> None:
    problem = PROBLEMS[code]

    assert re.fullmatch(r"CP\d{4}", code)
    assert problem.cause.endswith(".")
    assert problem.remedy.endswith(".")
    assert problem.words.endswith(".")
    assert decline(code).words == problem.words


def test_a_refusal_names_its_code_and_not_our_troubles() -> None:
    refusal = ProcessorRefusal(cp_code="CP3002")

    assert isinstance(refusal, Conflict)
    assert "CP3002" in str(refusal)
    assert "credentials" not in str(refusal)


def test_a_fault_of_the_gateway_is_no_refusal() -> None:
    assert not issubclass(GatewayFault, BillingError)
