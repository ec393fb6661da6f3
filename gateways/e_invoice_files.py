"""The e-invoice as a file of its own: the very XML that lies in a stored PDF."""

import asyncio


async def xml_in(pdf: bytes) -> bytes | None:
    """The XML that is embedded in the PDF; None if there is none."""
    return await asyncio.to_thread(_xml_in, pdf)


def _xml_in(pdf: bytes) -> bytes | None:
    from facturx import get_facturx_xml_from_pdf  # noqa: PLC0415 - slow to load, seldom needed

    name, xml = get_facturx_xml_from_pdf(pdf, check_xsd=False, check_schematron=False)
    return bytes(xml) if name else None
