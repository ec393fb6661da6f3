"""The frames of all pages: one heading, landmarks, a way out, help at the same place."""

import pytest

from runtime.templates import Templates, render
from tests.frontend.markup import active_parts, read
from tests.frontend.samples import ENGLISH, GERMAN, PSEUDO, Context

LAYOUTS = ["layouts/portal.html", "layouts/staff.html", "layouts/plain.html"]


@pytest.mark.parametrize("language", [ENGLISH, GERMAN, PSEUDO], ids=lambda language: language.code)
@pytest.mark.parametrize("name", LAYOUTS)
def test_a_layout_has_one_heading_and_its_landmarks(pages, name, language) -> None:  # type: ignore[no-untyped-def]  # parametrised
    page = read(render(pages, name, language, **Context().named()))
    assert [len(page.all(tag)) for tag in ("h1", "main", "footer")] == [1, 1, 1]
    assert active_parts(page) == []
    assert page.all("a")[0].attributes["href"] == "#main"


@pytest.mark.parametrize("name", ["layouts/portal.html", "layouts/staff.html"])
def test_signing_out_is_on_every_page(pages: Templates, name: str) -> None:
    html = render(pages, name, ENGLISH, **Context().named())
    assert "/logout" in html
    assert "/logout" not in render(pages, name, ENGLISH, **Context(viewer=None).named())


@pytest.mark.parametrize("name", LAYOUTS)
def test_errors_change_the_title_and_lead_to_their_fields(pages: Templates, name: str) -> None:
    errors = {"mail": "Enter your e-mail."}
    html = render(pages, name, ENGLISH, **Context().named(), errors=errors)
    assert "<title>Error: Invoices" in html
    assert '<a href="#f-mail">Enter your e-mail.</a>' in html
    assert read(html).all("h1")


def test_the_current_entry_is_marked(pages: Templates) -> None:
    page = read(render(pages, "layouts/portal.html", ENGLISH, **Context().named()))
    assert [a.attributes["href"] for a in page.all("a") if "aria-current" in a.attributes] == ["/i"]


@pytest.mark.parametrize("status", [403, 404, 409, 422, 429, 500, 503])
def test_an_error_page_speaks_and_names_a_reference(pages: Templates, status: int) -> None:
    context = Context(viewer=None, csrf="", languages=(), nav=()).named()
    for language in (ENGLISH, PSEUDO):
        html = render(
            pages, "layouts/error.html", language, **context, status=status, detail=None,
            reference="req-42", back=("/", "Start"),
        )  # fmt: skip
        page = read(html)
        assert "req-42" in html
        assert "oops" not in html.lower()
        assert max(len(word) for word in page.words) > 35


def test_what_the_organisation_is_called_stays_text(pages: Templates) -> None:
    html = render(pages, "layouts/portal.html", ENGLISH, **Context().named())
    assert "Smith &amp; Sons &lt;Studio&gt;" in html
    assert "<Studio>" not in html
