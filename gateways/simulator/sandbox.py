"""The sandbox's controls for programs: how methods behave, how events travel, what was taken."""

from typing import Annotated

from fastapi import APIRouter, Depends, Header
from pydantic import BaseModel, ConfigDict, Field, field_validator

from gateways.simulator import charges, refunds
from gateways.simulator.behaviours import Behaviour
from gateways.simulator.events import DeliveryWishes
from gateways.simulator.parts import Simulator
from gateways.simulator.refusals import Refused

_MOST_LISTED = 10_000


def from_this_house(sec_fetch_site: Annotated[str, Header()] = "none") -> None:
    """Let no other site's page turn the knobs through the browser of whoever looks at it."""
    if sec_fetch_site not in ("none", "same-origin"):
        raise Refused(403, "other_site", "only the sandbox's own pages may do this")


class _BehaviourForm(BaseModel):
    model_config = ConfigDict(extra="forbid")

    behaviour: str

    @field_validator("behaviour")
    @classmethod
    def _known(cls, text: str) -> str:
        return str(Behaviour.parse(text))


class _EventsForm(BaseModel):
    model_config = ConfigDict(extra="forbid")

    duplicate: Annotated[int, Field(ge=1, le=50)] | None = None
    reorder: bool | None = None
    hold: bool | None = None
    lose: bool | None = None


class _Delivered(BaseModel):
    arrived: int
    waiting: int


class _ChargeSeen(BaseModel):
    """A charge as the ledger has it, with what was really taken."""

    attempt: str
    status: str
    amount_minor_units: int
    currency: str
    captured_minor_units: int
    refunded_minor_units: int
    dispute: str | None
    method: str | None


router = APIRouter(prefix="/sandbox", dependencies=[Depends(from_this_house)])


@router.post("/methods/{token}")
async def change_behaviour(
    token: str, form: _BehaviourForm, simulator: Simulator
) -> _BehaviourForm:
    """What this method does from now on."""
    simulator.desk.change_behaviour(token, Behaviour.parse(form.behaviour))
    return form


@router.post("/events")
async def wish_for_events(form: _EventsForm, simulator: Simulator) -> _EventsForm:
    """How events travel from now on; what is left out stays as it is."""
    now = simulator.outbox.wishes()
    wishes = DeliveryWishes(
        copies=now.copies if form.duplicate is None else form.duplicate,
        reorder=now.reorder if form.reorder is None else form.reorder,
        hold=now.hold if form.hold is None else form.hold,
        lose=now.lose if form.lose is None else form.lose,
    )
    simulator.outbox.wish(wishes)
    return _EventsForm(
        duplicate=wishes.copies, reorder=wishes.reorder, hold=wishes.hold, lose=wishes.lose
    )


@router.post("/events/deliver")
async def deliver_events(simulator: Simulator) -> _Delivered:
    """Send what is due now, without waiting for the next round."""
    simulator.desk.settle_due()
    arrived = await simulator.courier.deliver_due(simulator.clock)
    return _Delivered(arrived=arrived, waiting=simulator.outbox.waiting())


@router.get("/charges")
async def list_charges(simulator: Simulator) -> list[_ChargeSeen]:
    """The ledger, the newest first."""
    simulator.desk.settle_due()
    books = simulator.ledger.books
    taken = charges.captured(books)
    return [
        _ChargeSeen(
            attempt=record.attempt,
            status=record.status,
            amount_minor_units=record.amount.minor_units,
            currency=record.amount.currency,
            captured_minor_units=taken.get(record.attempt, 0),
            refunded_minor_units=refunds.given_back(books, record.attempt),
            dispute=record.dispute,
            method=record.method,
        )
        for record in charges.latest(books, _MOST_LISTED)
    ]
