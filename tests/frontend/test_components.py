"""The components: each is shown, in every language, and none needs what the policy forbids."""

import re

import pytest

from runtime.languages import Language
from runtime.templates import Templates, render
from tests.frontend.markup import active_parts, read
from tests.frontend.samples import ENGLISH, FRONTEND, GERMAN, MIRRORED, PSEUDO, Context

MACROS = sorted(
    name
    for path in (FRONTEND / "components").glob("*.html")
    for name in re.findall(r"{% macro ([a-z]\w*)\(", path.read_text())
)
LANGUAGES = [ENGLISH, GERMAN, PSEUDO, MIRRORED]
OWN_WORDS = ("Smith", "billing@", "+49", "English", "Deutsch", "Ada", "€", "¥", "%", "/")


def shown(pages: Templates, language: Language) -> str:
    return render(pages, "dev/components.html", language, **Context().named())


@pytest.mark.parametrize("name", MACROS)
def test_every_component_can_be_seen(pages: Templates, name: str) -> None:
    everything = (FRONTEND / "dev" / "components.html").read_text() + "".join(
        path.read_text()
        for folder in ("layouts", "components")
        for path in (FRONTEND / folder).glob("*.html")
    )
    assert f"ui.{name}(" in everything


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.code)
def test_they_render_without_inline_style_or_script(pages: Templates, language: Language) -> None:
    page = read(shown(pages, language))
    assert active_parts(page) == []
    assert page.elements[0].attributes == {"lang": language.code, "dir": language.direction}


def test_their_own_words_are_translated(pages: Templates) -> None:
    for macros in (
        "pager('#', '#')",
        "charge_summary([], m, [], m)",
        "password('p', 'x')",
        "progress('#')",
    ):
        page = pages.environment(PSEUDO).from_string(f"{{{{ ui.{macros} }}}}")
        words = read(page.render(m=Context().samples.money)).words
        plain = [word for word in words if "⟦" not in word and not word.startswith(OWN_WORDS)]
        assert plain == ["x"] if "password" in macros else plain == []


def test_ids_are_unique_and_labels_name_them(pages: Templates) -> None:
    page = read(shown(pages, ENGLISH))
    ids = [element.attributes["id"] for element in page.elements if "id" in element.attributes]
    assert len(ids) == len(set(ids))
    labels = {label.attributes["for"] for label in page.all("label")}
    fields = {
        field.attributes["id"]
        for tag in ("input", "select", "textarea")
        for field in page.all(tag)
        if field.attributes.get("type") not in ("hidden", "search")
    }
    assert labels == fields


def test_a_field_tells_its_error_to_everybody(pages: Templates) -> None:
    page = pages.environment(ENGLISH).from_string(
        "{{ ui.field('mail', 'E-mail', '<x>', hint='Whole', errors={'mail': 'No \"@\"'}) }}"
    )
    field = read(page.render()).all("input")[0].attributes
    assert field["aria-invalid"] == "true"
    assert field["aria-describedby"] == "h-mail e-mail"
    assert field["value"] == "<x>"


def test_every_form_that_changes_something_carries_the_token(pages: Templates) -> None:
    html = shown(pages, ENGLISH)
    forms = re.findall(r"<form[^>]*method=\"post\".*?</form>", html, flags=re.S)
    assert forms
    assert all('name="csrf" value="form-token"' in form for form in forms)


def test_the_pay_button_says_the_amount_and_carries_its_key(pages: Templates) -> None:
    page = pages.environment(GERMAN).from_string("{{ ui.pay_button('/pay', 'token', 'key-1', m) }}")
    html = page.render(m=Context().samples.money)
    assert "120,00\N{NO-BREAK SPACE}€" in html
    assert 'name="idempotency_key" value="key-1"' in html
    assert "bezahlen" in html
