"""The press: puts a document into its language's words and has it rendered."""

from collections.abc import Mapping
from pathlib import Path

from domain.business_terms import business_terms
from domain.numbers import shelf_of
from domain.printing import Manuscript, Printed
from gateways.renderer import PrintJob, Renderer
from runtime.documents import document_html
from runtime.languages import Language, language_of, translated
from runtime.links import Links
from runtime.sheets import Places
from runtime.templates import Templates

ASSET = "asset:"


class DocumentPress:
    def __init__(self, renderer: Renderer, templates: Templates, links: Links) -> None:
        self._renderer = renderer
        self._templates = templates
        self._links = links

    async def print(self, manuscript: Manuscript) -> Printed:
        """The PDF. Raises `DocumentNotRendered`."""
        language = language_of(manuscript.facts.language)
        done = await self._renderer.render(self.job(manuscript, language))
        return Printed(done.pdf, done.e_invoice, done.why_not)

    async def sheet(
        self, html: str, identifier: str, made_at: str, pictures: Mapping[str, bytes]
    ) -> bytes:
        """The PDF of a page that is no issued document. Raises `DocumentNotRendered`."""
        style = style_sheet(self._templates.frontend)
        job = PrintJob(html, style, identifier, made_at, assets=pictures)
        return (await self._renderer.render(job)).pdf

    def job(self, manuscript: Manuscript, language: Language) -> PrintJob:
        """What is to be rendered."""
        facts = manuscript.facts
        places = Places(
            asset=ASSET,
            verify_at=self._links.page("verify"),
            pay_at=self._links.page(shelf_of(facts.number), facts.number, "pay"),
        )
        terms = None
        if manuscript.as_e_invoice:
            terms = business_terms(
                facts, manuscript.standing, lambda text: translated(text, language)
            )
        return PrintJob(
            html=document_html(self._templates, manuscript, language, places),
            style=style_sheet(self._templates.frontend),
            identifier=manuscript.mark,
            issued_at=facts.issued_at.isoformat(),
            assets=manuscript.pictures,
            terms=terms,
        )


def style_sheet(frontend: Path) -> str:
    """The one sheet of every document."""
    return (frontend / "static" / "css" / "document.css").read_text(encoding="utf-8")
