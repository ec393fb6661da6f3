"""The names of files that people keep: found again, and such that every system can store them."""

import re
import unicodedata

from domain.documents import DocumentFacts
from runtime.documents import TITLES
from runtime.languages import language_of, translated

_UNSAFE = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]+')
_LONGEST_NAME = 120


def file_name(facts: DocumentFacts) -> str:
    """`Rechnung INV-000042 – Kestrel & Lark.pdf`: found again in a folder full of such files."""
    title = translated(TITLES[facts.kind], language_of(facts.language))
    return safe_name(f"{title} {facts.number} – {facts.seller.name}", "pdf")


def safe_name(stem: str, ending: str) -> str:
    """A name that every system can store, whatever somebody is called."""
    plain = unicodedata.normalize("NFC", stem)
    visible = "".join(
        each for each in plain if unicodedata.category(each) not in {"Cf", "Cs", "Co"}
    )
    whole = " ".join(_UNSAFE.sub(" ", visible).split()).strip(". ")
    return f"{whole[:_LONGEST_NAME].strip('. ') or 'document'}.{ending}"
