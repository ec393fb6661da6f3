"""A postal address as it stands on an envelope."""

from collections.abc import Mapping

from runtime.languages import Language


def address_lines(language: Language, address: Mapping[str, object]) -> list[str]:
    """Its lines, those that are empty left out; the country by its name in that language."""
    part = {name: str(value or "") for name, value in address.items()}
    country = part.get("country", "")
    town = f"{part.get('postcode', '')} {part.get('city', '')}".strip()
    named = str(language.locale.territories.get(country, country))
    lines = (part.get("line1"), part.get("line2"), town, part.get("region"), named)
    return [line for line in lines if line]
