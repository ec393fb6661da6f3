"""Pages: templates in the caller's language and layout; only a block of them for htmx."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from starlette.requests import Request
from starlette.responses import HTMLResponse

from api.callers import Caller
from api.flash import forget_flash, take_flash
from api.security.cookies import Jar
from api.security.gate import VISITOR_COOKIE
from api.security.targets import local_target
from runtime.identity import new_id
from runtime.languages import LANGUAGES
from runtime.templates import render, render_block


@dataclass(frozen=True)
class NavEntry:
    """A way to another part. `key` is its icon too; `label` is translated already."""

    key: str
    label: str
    href: str
    badge: int | None = None


@dataclass(frozen=True)
class Page:
    """A page before it has its words. `nav` is the key of the entry that it belongs to.

    `region` is the block that alone answers a request by htmx. `errors` are words by the field.
    """

    template: str
    title: str
    nav: str = ""
    entries: Sequence[NavEntry] = ()
    region: str | None = None
    errors: Mapping[str, str] = field(default_factory=dict)
    banner: str = ""
    status: int = 200

    def again(self, errors: Mapping[str, str]) -> "Page":
        """The page once more, with what is wrong."""
        return replace(self, errors=errors, status=422)


def show(request: Request, caller: Caller, page: Page, **words: object) -> HTMLResponse:
    """The page, or its region where htmx asks for it. Each page gets a new key for its form."""
    jar = Jar.of(caller.parts.settings)
    flash = take_flash(request, jar)
    context: dict[str, object] = {
        "page": page,
        "organisation": caller.house,
        "viewer": caller.viewer,
        "csrf": caller.csrf,
        "form_key": str(new_id()),
        "languages": list(LANGUAGES.values()),
        "nav": page.entries,
        "errors": page.errors,
        "flash": flash,
        "banner": page.banner,
        "zone": caller.zone,
        "here": address_of(request),
        **words,
    }
    response = HTMLResponse(_text(request, caller, page, context), page.status)
    response.headers["Content-Language"] = caller.language.code
    if flash:
        forget_flash(response, jar)
    visitor = getattr(request.state, "new_visitor", "")
    if visitor:
        jar.put(response, VISITOR_COOKIE, visitor, seconds=None)
    return response


def address_of(request: Request) -> str:
    """Where one can come back to; nothing for the answer to a form."""
    if request.method != "GET":
        return ""
    query = f"?{request.url.query}" if request.url.query else ""
    return local_target(f"{request.url.path}{query}")


def wants_fragment(request: Request) -> bool:
    """Whether htmx asks, and wants a part of the page rather than all of it."""
    asked = request.headers.get("hx-request") == "true"
    return asked and request.headers.get("hx-request-type", "partial") == "partial"


def _text(request: Request, caller: Caller, page: Page, context: dict[str, object]) -> str:
    templates = caller.parts.templates
    if page.region and wants_fragment(request):
        address = f"{page.template}#{page.region}"
        return render_block(templates, address, caller.language, **context)
    return render(templates, page.template, caller.language, **context)
