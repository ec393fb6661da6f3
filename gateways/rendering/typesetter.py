"""Turns one document into a PDF/A-3a; whatever it asks for that was not handed in fails it."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from io import BytesIO
from typing import Any

import weasyprint
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from gateways.rendering.e_invoice import FILE_NAME, NotAnEInvoice, cii_of, xmp

VARIANT = "pdf/a-3a"


class ForeignAddress(Exception):
    """The document asked for something that is not its own."""


@dataclass(frozen=True)
class Typeset:
    """The PDF; whether an e-invoice is in it, and if one was wanted and is not, why."""

    pdf: bytes
    e_invoice: bool
    why_not: str = ""


class Handed(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
    """Gives out what was handed in with the document, and remembers who asked for more."""

    def __init__(self, assets: Mapping[str, bytes]) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False)
        self._assets = assets
        self.foreign: list[str] = []

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        del headers
        scheme, _, name = url.partition(":")
        if scheme.lower() != "asset" or name not in self._assets:
            self.foreign.append(url[:200])
            raise ValueError("nothing is fetched for a document")
        return URLFetcherResponse(url, self._assets[name])


class Typesetter:
    """Keeps what costs time to make: the fonts, and the style sheets that were read."""

    def __init__(self) -> None:
        self._fonts = FontConfiguration()
        self._style = lru_cache(maxsize=8)(self._read_style)

    def typeset(self, job: Mapping[str, Any]) -> Typeset:
        """The document on pages. Raises `ForeignAddress`, and whatever goes wrong."""
        handed = Handed({name: base64.b64decode(text) for name, text in job["assets"].items()})
        html = weasyprint.HTML(string=job["html"], base_url="asset:", url_fetcher=handed)
        document = html.render(
            font_config=self._fonts, stylesheets=[self._style(job["style"])], pdf_variant=VARIANT
        )
        xml, why_not = _e_invoice(job)
        if xml:
            document.metadata.xmp_metadata.append(xmp())
        target = BytesIO()
        document.write_pdf(
            target,
            pdf_variant=VARIANT,
            pdf_identifier=job["identifier"].encode(),
            attachments=[_attachment(xml, job)] if xml else None,
            finisher=_name_each_file_once,
        )
        if handed.foreign:
            raise ForeignAddress(", ".join(handed.foreign[:5]))
        return Typeset(target.getvalue(), bool(xml), why_not)

    def _read_style(self, text: str) -> weasyprint.CSS:
        return weasyprint.CSS(
            string=text, base_url="asset:", font_config=self._fonts, url_fetcher=Handed({})
        )


def _e_invoice(job: Mapping[str, Any]) -> tuple[bytes, str]:
    if not job["terms"]:
        return b"", ""
    try:
        return cii_of(job["terms"]), ""
    except NotAnEInvoice as why:
        return b"", str(why)


def _attachment(xml: bytes, job: Mapping[str, Any]) -> weasyprint.Attachment:
    """The profile demands that the file is called an alternative to what one sees."""
    issued = datetime.fromisoformat(job["issued_at"])
    return weasyprint.Attachment(
        string=xml,
        name=FILE_NAME,
        description="Factur-X",
        created=issued,
        modified=issued,
        relationship="Alternative",
    )


def _name_each_file_once(_document: object, pdf: Any) -> None:
    """WeasyPrint 70 names an embedded file twice among the associated ones."""
    files = pdf.catalog.get("AF")
    if files:
        files[:] = dict.fromkeys(files)
