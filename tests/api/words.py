"""What a file says."""

import io

from pypdf import PdfReader


def words_of(pdf: bytes) -> str:
    """The words of every page of a PDF."""
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
