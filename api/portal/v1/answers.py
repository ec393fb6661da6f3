"""How /v1 answers a command: decided, refused, or accepted with a place to look."""

from starlette.responses import JSONResponse, Response

from api.callers import SignedInContact
from api.commands import Check, Commands, Decided, Order
from api.portal.v1.shapes import CommandShape
from api.security.limits import COMMANDS_OF_PERSON

_PLACES = {
    "payment": "/v1/payments/",
    "method": "/v1/payment-methods/",
    "quote": "/v1/quotes/",
    "approval": "/v1/approvals/",
    "trial": "/v1/subscriptions/",
    "subscription": "/v1/subscriptions/",
    "pause": "/v1/subscriptions/",
    "cancellation": "/v1/subscriptions/",
}


async def give(contact: SignedInContact, order: Order, check: Check | None = None) -> Response:
    """200 when it is applied, 202 while it is under way. Raises the refusal of a refused one."""
    contact.parts.limits.count(COMMANDS_OF_PERSON, contact.contact.number)
    decided = await Commands(contact.parts).send(order, contact, check)
    if decided.refusal:
        raise decided.refusal
    headers = {"Idempotency-Replayed": "true"} if decided.is_repeated else {}
    if decided.is_pending:
        headers |= {"Location": f"/v1/commands/{decided.id}", "Retry-After": "1"}
    body = command_shape(contact, decided).model_dump(mode="json")
    return JSONResponse(body, 202 if decided.is_pending else 200, headers)


def command_shape(contact: SignedInContact, decided: Decided) -> CommandShape:
    refusal = decided.refusal
    return CommandShape(
        id=decided.id,
        status=decided.status,
        about=f"{_PLACES.get(decided.process, '/v1/commands/')}{decided.key}",
        code=refusal.code if refusal else None,
        detail=contact.put(refusal) if refusal else None,
    )
