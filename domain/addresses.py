"""Postal addresses: of customers, of the organisation, on documents and in files."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PostalAddress:
    """Its parts as they are written; a country is its two letters. Any of them may be missing."""

    line1: str = ""
    line2: str = ""
    postcode: str = ""
    city: str = ""
    region: str = ""
    country: str = ""


NOWHERE = PostalAddress()
"""Of whoever has told none."""
