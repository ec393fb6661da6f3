"""The environment: escaping, strictness, fragments, fingerprints."""

import re
from pathlib import Path

import pytest
from jinja2 import UndefinedError
from jinja2.nodes import FromImport, Macro, Name

from runtime.templates import Templates, render, render_block, templates
from tests.frontend.samples import ENGLISH, FRONTEND, GERMAN

IMPORT = re.compile(r'{% (?:from|import) "([^"]+)"')
BUILT_IN = {"caller", "loop", "varargs", "kwargs"}
TEMPLATES = sorted(
    str(path.relative_to(FRONTEND))
    for suffix in ("html", "txt")
    for path in FRONTEND.rglob(f"*.{suffix}")
    if "static" not in path.parts
)


def _read(name: str) -> str:
    return (FRONTEND / name).read_text()


IMPORTED = sorted({each for name in TEMPLATES for each in IMPORT.findall(_read(name))})


@pytest.fixture
def small(tmp_path: Path) -> Templates:
    for name in ("page.html", "page.txt", "page.html.jinja", "page.xml", "page"):
        (tmp_path / name).write_text("{{ words }}")
    (tmp_path / "fragment.html").write_text(
        "before {% block list %}{% for row in rows %}[{{ row }}]{% endfor %}{% endblock %} after"
    )
    return templates(tmp_path)


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_template_compiles(pages: Templates, name: str) -> None:
    assert pages.environment(ENGLISH).get_template(name).name == name


@pytest.mark.parametrize("name", IMPORTED)
def test_what_is_imported_needs_nothing_that_it_is_not_given(pages: Templates, name: str) -> None:
    """What a page was given is not known to what it imports."""
    environment = pages.environment(ENGLISH)
    parsed = environment.parse(_read(name))
    here = {node.name for node in parsed.find_all(Macro)} | environment.globals.keys()
    here |= {_as(each) for node in parsed.find_all(FromImport) for each in node.names}

    for macro in parsed.find_all(Macro):
        names = list(macro.find_all(Name))
        own = {each.name for each in names if each.ctx != "load"} | BUILT_IN
        assert {each.name for each in names} <= own | here, macro.name


def _as(imported: str | tuple[str, str]) -> str:
    return imported if isinstance(imported, str) else imported[1]


@pytest.mark.parametrize("name", ["page.html", "page.txt", "page.html.jinja", "page.xml", "page"])
def test_everything_is_escaped_whatever_its_name(small: Templates, name: str) -> None:
    assert render(small, name, ENGLISH, words="<b>&") == "&lt;b&gt;&amp;"


def test_a_name_nobody_gave_is_an_error(small: Templates) -> None:
    with pytest.raises(UndefinedError):
        render(small, "page.html", ENGLISH)


def test_a_component_that_does_not_exist_is_an_error(pages: Templates) -> None:
    with pytest.raises(UndefinedError):
        pages.environment(ENGLISH).from_string("{{ ui.nonsense() }}").render()


def test_a_fragment_is_the_block_alone(small: Templates) -> None:
    assert render_block(small, "fragment.html#list", ENGLISH, rows=["a", "<"]) == "[a][&lt;]"


def test_each_language_has_its_own_words(pages: Templates) -> None:
    words = "{{ _('Sign out') }}"
    said = [
        pages.environment(language).from_string(words).render() for language in (ENGLISH, GERMAN)
    ]
    assert said == ["Sign out", "Abmelden"]


def test_what_is_put_into_a_translated_text_is_escaped(pages: Templates) -> None:
    page = pages.environment(GERMAN).from_string("{{ _('Hello %(name)s,', name=name) }}")
    assert page.render(name="<b>") == "Guten Tag &lt;b&gt;,"


def test_an_asset_is_named_with_its_fingerprint(tmp_path: Path) -> None:
    style = tmp_path / "static" / "css" / "a.css"
    style.parent.mkdir(parents=True)
    style.write_text("a {}")
    (tmp_path / "page.html").write_text("{{ asset('css/a.css') }}")
    pages = templates(tmp_path, development=True)
    before = render(pages, "page.html", ENGLISH)
    style.write_text("b {}")
    after = render(pages, "page.html", ENGLISH)
    assert before.startswith("/static/css/a.css?v=")
    assert before != after
