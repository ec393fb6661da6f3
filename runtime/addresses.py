"""Postal addresses: their lines as their country writes them, the country in a reader's words."""

from collections.abc import Mapping

from domain.addresses import PostalAddress
from runtime.languages import Language

_CITY_FIRST = frozenset({"US", "CA", "AU", "GB", "IE", "NZ", "IN", "SG"})
_PARTS = PostalAddress.__dataclass_fields__


def country_name(code: str, language: Language) -> str:
    """The country by its name in that language; its letters where it has none."""
    return str(language.locale.territories.get(code, code))


def address_lines(address: PostalAddress, language: Language, home: str = "") -> list[str]:
    """The lines below a name, those that are empty left out; the country where it is not `home`."""
    postcode, city, region = address.postcode, address.city, address.region
    if address.country in _CITY_FIRST:
        tail = " ".join(text for text in (region, postcode) if text)
        town = ", ".join(text for text in (city, tail) if text)
        lines = [address.line1, address.line2, town]
    else:
        town = " ".join(text for text in (postcode, city) if text)
        lines = [address.line1, address.line2, town, region]
    abroad = country_name(address.country, language) if address.country != home else ""
    return [line for line in (*lines, abroad) if line]


def stored_lines(stored: Mapping[str, object] | None, language: Language) -> list[str]:
    """The lines of an address as the books keep it; none of one that nobody has told."""
    said = {name: str(part or "") for name, part in (stored or {}).items() if name in _PARTS}
    return address_lines(PostalAddress(**said), language)
