"""A customer's subscriptions: the list, and each with its story."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.callers import SignedInContact
from api.doors import ContactMay
from api.entitlements import access_of
from api.next_invoices import next_invoice
from api.next_totals import next_totals
from api.outlooks import contents_words, outlook_of, wish_words
from api.pages import wants_fragment
from api.paging import PAGE_SIZE, Cursors, page_of
from api.papers import span
from api.portal import own
from api.portal.frame import page_named, portal_page
from api.portal.views.access import access_words
from api.portal.views.filters import SubscriptionFilter, pills
from api.portal.views.invoices import in_list
from api.portal.views.permits import permits_of
from api.portal.views.prices import term_total
from api.portal.views.stories import story, turns_at
from api.security.cookies import Jar
from domain.policy import Action
from domain.subscriptions import ENDED
from domain.trials import TrialStatus
from domain.words import N_

router = APIRouter(include_in_schema=False)

Looking = Annotated[SignedInContact, ContactMay(Action.SUBSCRIPTION_VIEW)]
_ON_ONE_PAGE = 12


@router.get("/subscriptions")
async def list_subscriptions(
    request: Request,
    contact: Looking,
    show: SubscriptionFilter = SubscriptionFilter.ALL,
    after: Annotated[str, Query(max_length=500)] = "",
) -> Response:
    cursors = subscription_cursors(contact)
    key = cursors.read(after)
    async with contact.parts.open_books() as books:
        rows = await own.subscriptions(contact, books).page(
            statuses=show.statuses, after=key[0] if key else "", limit=PAGE_SIZE + 1
        )
        totals = await next_totals(books, [seen.row for seen in rows])
    last = cursors.write(rows[PAGE_SIZE - 1].row.number) if len(rows) > PAGE_SIZE else None
    page = page_named(
        "subscriptions.html", contact.say(N_("Subscriptions")), "subscriptions", region="list"
    )
    words = {
        "rows": page_of(request, rows, PAGE_SIZE, last),
        "filters": pills(contact, "/subscriptions", show),
        "totals": totals,
        "turns": turns_at,
    }
    return portal_page(request, contact, page, **words)


def subscription_cursors(contact: SignedInContact) -> Cursors:
    return Cursors(Jar.of(contact.parts.settings), f"subscriptions/{contact.customer.number}")


@router.get("/subscriptions/{number}")
async def show_subscription(request: Request, contact: Looking, number: str) -> Response:
    async with contact.parts.open_books() as books:
        seen = await own.subscription(contact, books, number)
        runs = await own.subscriptions(contact, books).running_dunning(number)
        access = await access_of(books, seen.row, contact.parts.clock.now())
        own_invoices = own.invoices(contact, books)
        invoices = await own_invoices.page(subscription=number, limit=_ON_ONE_PAGE + 1)
        attempts = await own_invoices.open_attempts(invoices)
        outlook = await outlook_of(books, seen.row)
    is_converting = outlook.is_paying or (
        seen.trial is not None and seen.trial.status is TrialStatus.CONVERTING
    )
    if wants_fragment(request) and not is_converting:
        return Response(headers={"HX-Redirect": f"/subscriptions/{number}"})
    page = page_named("subscription.html", seen.plan_row.name, "subscriptions", region="state")
    words = {
        "seen": seen,
        "story": story(contact, seen, runs, outlook),
        "outlook": outlook,
        "parts": contents_words(contact, outlook.contents) if outlook.contents else (),
        "wish": wish_words(contact, outlook.change.wish, outlook.names or {})
        if outlook.change
        else "",
        "permits": permits_of(contact, seen),
        "may_pause": contact.may(Action.SUBSCRIPTION_PAUSE),
        "runs": runs,
        "access": access_words(contact, access),
        "total": term_total(seen, outlook),
        "upcoming": next_invoice(contact, outlook),
        "term": span(contact, seen.row.term.start, seen.row.term.end) if seen.row.term else None,
        "invoices": [in_list(contact, each, attempts) for each in invoices[:_ON_ONE_PAGE]],
        "has_more": len(invoices) > _ON_ONE_PAGE,
        "is_converting": is_converting,
        "can_choose_method": contact.may(Action.PAYMENT_METHOD_EDIT)
        and seen.row.status not in ENDED,
    }
    return portal_page(request, contact, page, **words)
