"""The page of what a link opens."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from fastapi import Request
from starlette.responses import Response

from api.inputs import FormBody
from api.pages import Page, show
from api.public.held_links import HeldLink, hidden
from api.public.link_views import linked_document
from api.public.linked_quotes import linked_quote
from domain.words import N_
from storage.books import Books

GIVE = N_("Give a payment method")


@dataclass(frozen=True)
class Typed:
    """What its holder has chosen and typed, and what is wrong with it."""

    options: Collection[int] | None = None
    form: FormBody | None = None
    errors: Mapping[str, str] = field(default_factory=dict)


NOTHING = Typed()


async def link_page(
    request: Request, held: HeldLink, books: Books, typed: Typed = NOTHING
) -> Response:
    """The document with what its holder may do, or the page to give a payment method."""
    visitor, key = held.visitor, held.row.document
    if key is None:
        page = Page("public/link_method.html", visitor.say(GIVE))
        return hidden(show(request, visitor, page, home=held.home))
    document = await linked_document(held, books, key)
    quote = await linked_quote(held, books, key, typed.options)
    page = Page("public/link.html", f"{document.title} {document.number}")
    page = page.again(typed.errors) if typed.errors else page
    return hidden(
        show(
            request,
            visitor,
            page,
            document=document,
            quote=quote,
            typed=typed.form,
            home=held.home,
        )
    )
