"""The merchant's interface: create, confirm, find and cancel charges, open pages to pay on."""

import hmac
from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field, HttpUrl

from domain.currencies import EXPONENTS
from domain.money import Money
from domain.processor import ChargeRequest, HostedRequest
from gateways.simulator.behaviours import BehaviourKind
from gateways.simulator.charges import ChargeRecord
from gateways.simulator.faults import DroppedConnection, fault_after
from gateways.simulator.parts import Parts, Simulator
from gateways.simulator.refusals import Refused, currency_unsupported

Text = Annotated[str, Field(max_length=500)]
Attempt = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:/-]{0,99}$")]


class AmountForm(BaseModel):
    """An amount of an attempt."""

    model_config = ConfigDict(extra="forbid")

    attempt: Attempt
    amount_minor_units: Annotated[int, Field(strict=True, ge=0, le=10**12)]
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")]

    def amount(self) -> Money:
        if self.currency not in EXPONENTS:
            raise currency_unsupported(self.currency)
        return Money(self.amount_minor_units, self.currency)


class _Form(AmountForm):
    description: Text
    customer: Text


class ChargeForm(_Form):
    """A charge of a saved method."""

    method: Annotated[str, Field(max_length=200)]

    def request(self) -> ChargeRequest:
        return ChargeRequest(
            self.attempt, self.amount(), self.method, self.description, self.customer
        )


class PageForm(_Form):
    """A page for the customer."""

    return_url: HttpUrl
    save_method: bool
    locale: Annotated[str, Field(max_length=35)]
    merchant: Text = ""
    bank_account: bool = True

    def request(self) -> HostedRequest:
        return HostedRequest(
            attempt=self.attempt,
            amount=self.amount(),
            description=self.description,
            customer=self.customer,
            return_url=str(self.return_url),
            save_method=self.save_method,
            locale=self.locale,
            merchant=self.merchant,
            bank_account=self.bank_account,
        )


def authorised(simulator: Simulator, authorization: Annotated[str, Header()] = "") -> None:
    """Let in whoever knows the merchant's key. Raises `Refused`."""
    expected = f"Bearer {simulator.settings.api_key}"
    if not hmac.compare_digest(expected.encode(), authorization.encode()):
        raise Refused(401, "invalid_key", "the key is missing or wrong")


router = APIRouter(prefix="/v1", dependencies=[Depends(authorised)])


@router.post("/charges")
async def create_charge(form: ChargeForm, simulator: Simulator) -> Response:
    """Nothing is taken before the charge is confirmed."""
    if _is_unreachable(simulator, form.method):
        return DroppedConnection()
    return told(simulator, simulator.desk.create(form.request()))


@router.post("/pages")
async def open_page(form: PageForm, simulator: Simulator) -> Response:
    return told(simulator, simulator.desk.open_page(form.request()))


@router.get("/charges/{attempt}")
async def find_charge(attempt: str, simulator: Simulator) -> Response:
    return told(simulator, simulator.desk.find(attempt))


@router.post("/charges/{attempt}/confirm")
async def confirm_charge(attempt: str, simulator: Simulator) -> Response:
    """Take the money, once; asked again, say how it went."""
    if _is_unreachable(simulator, simulator.desk.find(attempt).method):
        return DroppedConnection()
    confirmed = simulator.desk.confirm(attempt)
    return await fault_after(confirmed) or told(simulator, confirmed.charge)


@router.post("/charges/{attempt}/cancel")
async def cancel_charge(attempt: str, simulator: Simulator) -> Response:
    return told(simulator, simulator.desk.cancel(attempt))


def told(simulator: Parts, record: ChargeRecord) -> JSONResponse:
    """A charge as its merchant sees it."""
    method = simulator.desk.method(record)
    is_open = record.waits_for_customer and record.page is not None
    return JSONResponse(
        {
            "attempt": record.attempt,
            "id": record.processor_id,
            "status": record.status,
            "amount_minor_units": record.amount.minor_units,
            "currency": record.amount.currency,
            "decline_code": record.decline_code,
            "method": asdict(method.told) if method else None,
            "hosted_url": page_url(simulator, record) if is_open else None,
            "expires_at": record.expires_at.isoformat() if is_open and record.expires_at else None,
            "dispute": record.dispute,
            "disputed_minor_units": record.disputed_minor_units,
        }
    )


def page_url(simulator: Parts, record: ChargeRecord) -> str:
    return f"{simulator.settings.public_url}/pay/{record.page}"


def _is_unreachable(simulator: Parts, token: str | None) -> bool:
    return simulator.desk.behaviour_of(token).kind is BehaviourKind.UNREACHABLE
