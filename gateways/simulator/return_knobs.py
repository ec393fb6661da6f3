"""The sandbox's controls for what happens after a charge: for programs, and on the console."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, ConfigDict, Field

from domain.processor import DisputeStatus
from gateways.simulator.parts import Parts, Simulator
from gateways.simulator.sandbox import from_this_house

Deed = Literal["return", "dispute", "win_dispute", "lose_dispute"]
_RETURNED = "bank_account_restricted"


class _ReturnForm(BaseModel):
    model_config = ConfigDict(extra="forbid")

    code: Annotated[str, Field(pattern=r"^[a-z_]{1,60}$")]


class _VerdictForm(BaseModel):
    """`minor_units` of the charge are disputed; without, what was not given back of it."""

    model_config = ConfigDict(extra="forbid")

    verdict: Literal["won", "lost"] | None = None
    minor_units: Annotated[int, Field(gt=0)] | None = None


class _SettleForm(BaseModel):
    """`failure_code` says why the customer's bank did not take the refund; without one it did."""

    model_config = ConfigDict(extra="forbid")

    failure_code: Annotated[str, Field(pattern=r"^[a-z_]{1,60}$")] | None = None


router = APIRouter(dependencies=[Depends(from_this_house)])


@router.post("/sandbox/charges/{attempt}/return")
async def take_back(attempt: str, form: _ReturnForm, simulator: Simulator) -> _ReturnForm:
    """Let the customer's bank take back what it had paid."""
    simulator.returns.take_back(attempt, form.code)
    return form


@router.post("/sandbox/charges/{attempt}/dispute")
async def dispute(attempt: str, form: _VerdictForm, simulator: Simulator) -> _VerdictForm:
    """Open a dispute, or decide the one that is open."""
    if form.verdict:
        simulator.returns.decide(attempt, DisputeStatus(form.verdict))
    else:
        simulator.returns.dispute(attempt, form.minor_units)
    return form


@router.post("/sandbox/refunds/{refund}/settle")
async def settle_refund(refund: str, form: _SettleForm, simulator: Simulator) -> _SettleForm:
    """Let the customer's bank take the refund, or send it back, now."""
    simulator.returns.settle(refund, form.failure_code)
    return form


@router.post("/charges/{attempt}")
async def do(attempt: str, simulator: Simulator, deed: Annotated[Deed, Form()]) -> Response:
    """What a button beside the charge says."""
    _do(simulator, attempt, deed)
    return RedirectResponse("/#charges", status_code=303)


def _do(simulator: Parts, attempt: str, deed: Deed) -> None:
    match deed:
        case "return":
            simulator.returns.take_back(attempt, _RETURNED)
        case "dispute":
            simulator.returns.dispute(attempt)
        case "win_dispute":
            simulator.returns.decide(attempt, DisputeStatus.WON)
        case "lose_dispute":
            simulator.returns.decide(attempt, DisputeStatus.LOST)
