"""The press: PDF/A-3a with the e-invoice in it; hostile text is text; pages look as they did."""

import io
import os
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from facturx.facturx import get_facturx_xml_from_pdf
from lxml import etree
from PIL import Image, ImageChops
from pypdf import PdfReader

from domain.acceptances import Accepted
from domain.addresses import PostalAddress
from domain.documents import Buyer, DocumentFacts, DocumentKind, Offered, Standing
from domain.money import Money
from domain.tax_treatments import borne
from domain.taxes import TaxCategory
from gateways.e_invoice_files import xml_in
from gateways.press import DocumentPress
from gateways.renderer import Print
from runtime.languages import Language, language_of
from runtime.links import Links
from runtime.templates import templates
from tests.support.papers import (
    BUYER,
    SELLER,
    VAT10,
    VAT20,
    credit_note,
    invoice,
    item,
    manuscript,
    receipt,
)
from tests.support.rendering import shared_renderer

HEBREW = Language("he", "עברית", "he_IL", "rtl")
PRESS = DocumentPress(
    shared_renderer(), templates(), Links("https://portal.northwind.example", "x" * 32)
)
GOLDEN = Path(__file__).parent / "golden"
TOLERANCE = 0.002
"""This share of a page's pixels may differ: other versions of FreeType smooth edges differently."""
HOSTILE = (
    "<script>alert(1)</script><img src=http://127.0.0.1:9/x onerror=alert(1)>"
    "{{7*7}}{% raw %}'\"--></style><style>@import 'file:///etc/passwd';</style>"
    "<a rel=attachment href=file:///etc/passwd>=cmd|'/c calc'!A0"
)


async def printed(
    facts: DocumentFacts, language: Language | None = None, standing: Standing | None = None
) -> Print:
    job = PRESS.job(manuscript(facts, standing), language or language_of(facts.language))
    return await shared_renderer().render(job)


async def test_the_pdf_is_tagged_archivable_and_carries_the_invoice_as_xml() -> None:
    made = await printed(invoice(item(2400, 6), item(9900, tax=VAT10, discount=900)))
    reader = PdfReader(io.BytesIO(made.pdf))
    root: Any = reader.trailer["/Root"]
    xmp = root["/Metadata"].get_data().decode()

    assert made.e_invoice, made.why_not
    assert str(root["/MarkInfo"]["/Marked"]) == "True"
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == "en"
    assert 'part="3"' in xmp
    assert 'conformance="A"' in xmp
    assert "EN 16931" in xmp
    (file,) = root["/AF"]
    assert file.get_object()["/AFRelationship"] == "/Alternative"
    assert file.get_object()["/F"] == "factur-x.xml"
    assert "/OutputIntents" in root
    assert await xml_in(made.pdf) == file.get_object()["/EF"]["/F"].get_data()
    assert all(font_is_embedded(font) for page in reader.pages for font in fonts_of(page))


def fonts_of(page: Any) -> list[Any]:
    fonts = page["/Resources"]["/Font"]
    return [font.get_object() for font in fonts.values()]


def font_is_embedded(font: Any) -> bool:
    (descendant,) = font["/DescendantFonts"]
    described = descendant.get_object()["/FontDescriptor"]
    return bool({"/FontFile2", "/FontFile3"} & set(described))


@pytest.mark.parametrize(
    "facts",
    [
        invoice(item(2400, 6), item(9900, tax=VAT10, discount=900)),
        invoice(item(tax=None, currency="USD")),
        invoice(item(), item(500, tax=None)),
        invoice(
            item(tax=replace(VAT20, rate=VAT20.rate * 0, category=TaxCategory.REVERSE_CHARGE)),
            purchase_order="4711",
            notes="Thank you",
            terms="Two weeks",
        ),
        credit_note(),
    ],
    ids=["rates", "untaxed", "mixed", "reverse charge", "credit note"],
)
async def test_the_xml_is_accepted_by_the_schema_and_says_what_the_page_says(
    facts: DocumentFacts,
) -> None:
    made = await printed(facts)
    assert made.e_invoice, made.why_not
    name, xml = get_facturx_xml_from_pdf(made.pdf, check_xsd=True)
    said = "".join(etree.fromstring(xml).itertext())
    page = PdfReader(io.BytesIO(made.pdf)).pages[0].extract_text()
    assert name == "factur-x.xml"
    for words in (facts.number, facts.buyer.name):
        assert words in said
        assert words in page
    assert f"{facts.total.decimal:f}" in said


async def test_what_cannot_be_an_e_invoice_is_a_plain_document() -> None:
    made = await printed(invoice(seller=replace(SELLER, tax_id="")))
    assert not made.e_invoice
    root: Any = PdfReader(io.BytesIO(made.pdf)).trailer["/Root"]
    assert "/AF" not in root


async def test_hostile_text_in_every_field_stays_text() -> None:
    evil = Buyer(
        number=HOSTILE,
        name=HOSTILE,
        address=PostalAddress(HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, "AT"),
        tax_id=HOSTILE,
    )
    seller = replace(
        SELLER, name=HOSTILE, legal_name=HOSTILE, small_print=HOSTILE, phone=HOSTILE, email=HOSTILE
    )
    facts = invoice(
        item(description=HOSTILE, tax=replace(VAT20, name=HOSTILE, note=HOSTILE)),
        buyer=evil,
        seller=seller,
        number=HOSTILE,
        subscription=HOSTILE,
        notes=HOSTILE,
        terms=HOSTILE,
        purchase_order=HOSTILE,
    )
    made = await printed(facts)
    reader = PdfReader(io.BytesIO(made.pdf))
    text = "".join(page.extract_text() for page in reader.pages).replace("\n", "")
    assert "<script>alert(1)</script>" in text
    assert "{{7*7}}" in text
    assert b"root:" not in made.pdf
    assert set(reader.attachments) <= {"factur-x.xml"}


async def test_a_table_repeats_its_head_and_the_totals_stay_together() -> None:
    lines = [item(1000 + place, description=f"Workshop {place}") for place in range(200)]
    made = await printed(invoice(*lines))
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(made.pdf)).pages]
    assert len(pages) > 5
    assert all("Unit price" in page for page in pages if "Workshop" in page)
    (last,) = [page for page in pages if "\nTotal" in page or "Total\n" in page]
    assert "Workshop 199" in last
    assert f"Page 2 of {len(pages)}" in pages[1]


THEATRE = replace(
    BUYER,
    name="תיאטרון הנמל",
    address=PostalAddress("רחוב הירקון 12", "", "6108401", "תל אביב", "", "IL"),
)
PAGES = {
    "invoice-en": (
        invoice(item(2400, 6), item(9900, tax=VAT10, discount=900)),
        language_of("en"),
        Standing(Money(0, "EUR"), Money(1000, "EUR")),
    ),
    "invoice-de": (invoice(item(2400, 6), language="de"), language_of("de"), None),
    "invoice-he": (
        invoice(item(2400, 6, description="מנוי חודשי"), buyer=THEATRE),
        HEBREW,
        None,
    ),
    "credit-note-en": (credit_note(), language_of("en"), None),
    "receipt-de": (receipt(language="de"), language_of("de"), None),
    "retainer-de": (
        invoice(
            item(50000, tax=None, description="Anzahlung für das neue Portal"),
            kind=DocumentKind.RETAINER,
            number="RET-000007",
            language="de",
        ),
        language_of("de"),
        None,
    ),
    "quote-de": (
        invoice(
            item(240_000, tax=VAT20, description="Gestaltung und Bau"),
            item(45_000, tax=VAT20, description="Schulung"),
            item(4_900, 12, tax=VAT20, description="Betreuung"),
            kind=DocumentKind.QUOTE,
            number="QUO-000007-2",
            language="de",
            subtotal=Money(298_800, "EUR"),
            tax=Money(59_760, "EUR"),
            total=Money(358_560, "EUR"),
            terms="Die Hälfte ist mit dem Auftrag fällig.",
            offered=Offered(
                quote="QUO-000007",
                version=2,
                title="Das neue Portal",
                valid_until=date(2026, 4, 30),
                optional=(1, 2),
                left_out=(1,),
            ),
        ),
        language_of("de"),
        None,
    ),
    "sales-order-de": (
        invoice(
            item(48000, 4, tax=None, discount=19200, description="Schreibtisch, Eiche"),
            kind=DocumentKind.SALES_ORDER,
            number="SO-000007",
            language="de",
            purchase_order="PO-2026-118",
        ),
        language_of("de"),
        None,
    ),
    "acceptance-de": (
        invoice(
            kind=DocumentKind.ACCEPTANCE,
            number="QUO-000007-A1",
            language="de",
            items=(),
            subscription="",
            total=Money(358_560, "EUR"),
            purchase_order="4500-17",
            accepted=Accepted(
                quote="QUO-000007",
                version=2,
                title="Das neue Portal",
                person="June Whitaker",
                name="June Whitaker",
                drawing="M60 120L100 60L140 140L180 70L230 130L300 80L380 120M90 150L500 140",
                has_terms=True,
                options=("Schulung", "Betreuung"),
                quote_pdf="8d3f" * 16,
            ),
        ),
        language_of("de"),
        None,
    ),
    "reverse-charge-de": (
        invoice(
            item(2400, 6, tax=borne(replace(VAT20, waived=TaxCategory.REVERSE_CHARGE))),
            language="de",
        ),
        language_of("de"),
        None,
    ),
}


@pytest.mark.parametrize("name", PAGES)
async def test_a_page_looks_as_it_did(name: str) -> None:
    """Draw anew with `DRAW_GOLDEN=yes pytest tests/gateways/test_press.py`, and look at them."""
    facts, language, standing = PAGES[name]
    made = await printed(facts, language, standing)
    seen = pypdfium2.PdfDocument(made.pdf)[0].render(scale=1).to_pil().convert("L")
    path = GOLDEN / f"{name}.png"
    if os.environ.get("DRAW_GOLDEN"):
        GOLDEN.mkdir(exist_ok=True)
        seen.save(path, optimize=True)
    with Image.open(path) as golden:
        assert golden.size == seen.size
        differing = ImageChops.difference(golden, seen).point(lambda level: 255 * (level > 48))
    share = differing.histogram()[255] / (seen.width * seen.height)
    assert share <= TOLERANCE
