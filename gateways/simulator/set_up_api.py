"""The merchant's interface to set-ups: open a page for a method, ask what was given, close it."""

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field, HttpUrl

from domain.set_ups import SetUpRequest
from gateways.simulator.api import Attempt, Text, authorised
from gateways.simulator.parts import Parts, Simulator
from gateways.simulator.set_ups import SetUpRecord

router = APIRouter(prefix="/v1/set-ups", dependencies=[Depends(authorised)])


class SetUpForm(BaseModel):
    """A page for a method."""

    model_config = ConfigDict(extra="forbid")

    attempt: Attempt
    customer: Text
    merchant: Text
    return_url: HttpUrl
    locale: Annotated[str, Field(max_length=35)]
    bank_account: bool

    def request(self) -> SetUpRequest:
        return SetUpRequest(
            attempt=self.attempt,
            customer=self.customer,
            return_url=str(self.return_url),
            locale=self.locale,
            merchant=self.merchant,
            bank_account=self.bank_account,
        )


@router.post("")
async def open_page(form: SetUpForm, simulator: Simulator) -> JSONResponse:
    return _told(simulator, simulator.set_ups.open(form.request()))


@router.get("/{attempt}")
async def find_set_up(attempt: str, simulator: Simulator) -> JSONResponse:
    return _told(simulator, simulator.set_ups.find(attempt))


@router.post("/{attempt}/cancel")
async def cancel_set_up(attempt: str, simulator: Simulator) -> JSONResponse:
    return _told(simulator, simulator.set_ups.cancel(attempt))


def _told(simulator: Parts, record: SetUpRecord) -> JSONResponse:
    """A set-up as its merchant sees it; a method only once it was really given."""
    method = None if record.waits_for_customer else simulator.set_ups.method(record)
    page = f"{simulator.settings.public_url}/set-up/{record.page}"
    is_open = record.waits_for_customer
    return JSONResponse(
        {
            "attempt": record.attempt,
            "id": record.processor_id,
            "status": record.status,
            "decline_code": record.decline_code,
            "method": asdict(method.facts) if method and method.reusable else None,
            "hosted_url": page if is_open else None,
            "expires_at": record.expires_at.isoformat() if is_open else None,
        }
    )
