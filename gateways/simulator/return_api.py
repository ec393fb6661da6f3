"""The merchant's interface for refunds: give back, and ask what became of it."""

from fastapi import APIRouter, Depends, Response
from fastapi.responses import JSONResponse

from domain.processor import RefundRequest
from gateways.simulator.api import AmountForm, Attempt, authorised
from gateways.simulator.faults import DroppedConnection
from gateways.simulator.parts import Simulator
from gateways.simulator.refunds import RefundRecord

router = APIRouter(prefix="/v1/refunds", dependencies=[Depends(authorised)])


class RefundForm(AmountForm):
    """Money of a charge that is to be given back."""

    refund: Attempt


@router.post("")
async def create_refund(form: RefundForm, simulator: Simulator) -> Response:
    """Give back, once; asked again, say how it went."""
    request = RefundRequest(form.refund, form.attempt, form.amount())
    refunded = simulator.returns.refund(request)
    return DroppedConnection() if refunded.answer_is_lost else _told(refunded.refund)


@router.get("/{refund}")
async def find_refund(refund: str, simulator: Simulator) -> Response:
    return _told(simulator.returns.find(refund))


def _told(record: RefundRecord) -> JSONResponse:
    """A refund as its merchant sees it."""
    return JSONResponse(
        {
            "refund": record.refund,
            "attempt": record.attempt,
            "id": record.processor_id,
            "status": record.status,
            "amount_minor_units": record.amount.minor_units,
            "currency": record.amount.currency,
            "failure_code": record.failure_code,
        }
    )
