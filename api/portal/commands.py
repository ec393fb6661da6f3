"""The page of a command that is still under way: it leads on by itself once it is decided."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.callers import SignedInContact
from api.commands import Commands, Decided
from api.doors import ContactMay
from api.flash import see_other
from api.pages import wants_fragment
from api.portal.frame import page_named, portal_page
from api.problems import NothingHere
from api.security.cookies import Jar
from domain.policy import Action
from domain.words import N_

router = APIRouter(include_in_schema=False)

Looking = Annotated[SignedInContact, ContactMay(Action.COMMAND_VIEW)]
LONGEST_WAIT = 30


@router.get("/commands/{id}")
async def show_command(
    request: Request,
    contact: Looking,
    id: UUID,
    wait: Annotated[int, Query(ge=1, le=LONGEST_WAIT)] = 1,
) -> Response:
    decided = await Commands(contact.parts).find(id, contact)
    if decided is None:
        raise NothingHere
    if not decided.is_pending:
        return _decided(request, contact, decided)
    poll = f"/commands/{id}?wait={min(wait * 2, LONGEST_WAIT)}"
    page = page_named("command.html", contact.say(N_("Being processed")), "", region="state")
    return portal_page(request, contact, page, poll=poll, wait=wait, there=_place(decided))


def _decided(request: Request, contact: SignedInContact, decided: Decided) -> Response:
    """On to what it was about, with what became of it."""
    if wants_fragment(request):
        return Response(headers={"HX-Redirect": f"/commands/{decided.id}"})
    jar = Jar.of(contact.parts.settings)
    if decided.refusal:
        return see_other(jar, _place(decided), contact.put(decided.refusal), "bad")
    on = "?go=on" if decided.process in ("payment", "method") else ""
    return see_other(jar, f"{_place(decided)}{on}")


def _place(decided: Decided) -> str:
    """Where one sees what the command was about."""
    if decided.process == "payment":
        return "/invoices" if decided.refusal else f"/payments/{decided.key}"
    if decided.process == "quote":
        return f"/quotes/{decided.key}"
    if decided.process == "method":
        return "/payment-methods" if decided.refusal else f"/payment-methods/{decided.key}"
    if decided.process == "approval":
        return f"/approvals/{decided.key}"
    return f"/subscriptions/{decided.key}"
