"""How a page becomes text: one Jinja2 environment per language, and how to render with it.

Every template finds, without importing anything: `ui.…` (the macros of `frontend/components`), `_`,
`ngettext`, `asset`, `status_label`, and the filters `money`, `day`, `moment`, `when` (markup),
`money_text`, `day_text`, `moment_text` (plain words), `number`, `percent`, `in_words` (refusals),
`shelf` (where a document that is to be paid stands), `hours` (`1:30`), `tax` (the name of a tax),
`address` (the lines of one as the books keep it) and `country` (its name).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache, cached_property, partial
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from domain.numbers import shelf_of
from domain.tax_treatments import said_tax
from domain.time_billing import clock_time
from runtime.addresses import country_name, stored_lines
from runtime.formats import Formats
from runtime.languages import CATALOGUES, Language, catalogue, in_words
from runtime.status_labels import StatusLabel, status_label

FRONTEND = Path(__file__).resolve().parent.parent / "frontend"


class Components:
    """The macros of `frontend/components`, each found by its name: `ui.badge(…)`."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment

    @cached_property
    def _homes(self) -> Mapping[str, str]:
        """Where each macro is. Looked up late: a component sees only globals that are there."""
        return {
            name: template
            for template in self._environment.list_templates(filter_func=_is_component)
            for name in vars(self._environment.get_template(template).module)
            if not name.startswith("_")
        }

    def __getattr__(self, name: str) -> object:
        if name not in self._homes:
            raise AttributeError(name)
        return getattr(self._environment.get_template(self._homes[name]).module, name)


def _is_component(template: str) -> bool:
    return template.startswith("components/") and template.endswith(".html")


@dataclass(frozen=True)
class Templates:
    """Every template of the product, in every language. Made once in a process."""

    frontend: Path = FRONTEND
    catalogues: Path = CATALOGUES
    development: bool = False
    _environments: dict[Language, Environment] = field(default_factory=dict, compare=False)

    def environment(self, language: Language) -> Environment:
        """The environment whose words, money and dates are in this language."""
        if language not in self._environments:
            self._environments[language] = self._build(language)
        return self._environments[language]

    def _build(self, language: Language) -> Environment:
        environment = Environment(
            loader=FileSystemLoader(self.frontend),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=self.development,
            cache_size=1000,
            extensions=["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols"],
        )
        _speak(environment, language, self.catalogues)
        environment.globals["asset"] = self._asset
        environment.globals["ui"] = Components(environment)
        return environment

    def _asset(self, path: str) -> str:
        fingerprint = _fingerprint(self.frontend / "static" / path, reread=self.development)
        return f"/static/{path}?v={fingerprint}"


def templates(
    frontend: Path = FRONTEND, catalogues: Path = CATALOGUES, *, development: bool = False
) -> Templates:
    """All templates. With `development` a changed file is seen at once."""
    return Templates(frontend, catalogues, development)


def render(templates: Templates, name: str, language: Language, **context: object) -> str:
    """A whole page or mail."""
    return templates.environment(language).get_template(name).render(language=language, **context)


def render_block(templates: Templates, address: str, language: Language, **context: object) -> str:
    """One block of a page, named `template.html#block`: the fragment that answers htmx."""
    name, _, block = address.partition("#")
    template = templates.environment(language).get_template(name)
    values = template.new_context({"language": language, **context})
    return "".join(template.blocks[block](values))


def _speak(environment: Environment, language: Language, catalogues: Path) -> None:
    translations = catalogue(catalogues, language)
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_translations(translations, newstyle=True)  # type: ignore[attr-defined]  # added by the i18n extension
    formats = Formats(language)
    for name in ("money", "day", "day_at", "moment", "when"):
        environment.filters[name] = getattr(formats, name)
    for name in ("money_text", "day_text", "moment_text", "number", "percent"):
        environment.filters[name] = getattr(formats, name)
    environment.filters["shelf"] = shelf_of
    environment.filters["hours"] = clock_time
    environment.filters["address"] = partial(stored_lines, language=language)
    environment.filters["country"] = partial(country_name, language=language)
    environment.filters["tax"] = partial(said_tax, say=translations.gettext)
    environment.filters["in_words"] = partial(in_words, language=language, directory=catalogues)
    environment.globals["status_label"] = _labels(translations.gettext)


def _labels(translate: Callable[[str], str]) -> Callable[[StrEnum], StatusLabel]:
    def label(status: StrEnum) -> StatusLabel:
        return status_label(status, translate)

    return label


def _fingerprint(path: Path, *, reread: bool) -> str:
    return _read_fingerprint(path, path.stat().st_mtime_ns if reread else 0)


@cache
def _read_fingerprint(path: Path, _changed: int) -> str:
    return sha256(path.read_bytes()).hexdigest()[:12]
