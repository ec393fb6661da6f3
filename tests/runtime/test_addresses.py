"""Addresses are written as their country writes them, and name it in the reader's language."""

import pytest

from domain.addresses import NOWHERE, PostalAddress
from runtime.addresses import address_lines, country_name, stored_lines
from runtime.languages import language_of

EN, DE = language_of("en"), language_of("de")
LINZ = PostalAddress("Hafnerweg 12", "", "4020", "Linz", "", "AT")
PORTLAND = PostalAddress("218 Cedar Alley", "Suite 3", "04101", "Portland", "ME", "US")


@pytest.mark.parametrize(
    ("address", "home", "lines"),
    [
        (LINZ, "", ["Hafnerweg 12", "4020 Linz", "Österreich"]),
        (LINZ, "AT", ["Hafnerweg 12", "4020 Linz"]),
        (
            PORTLAND,
            "AT",
            ["218 Cedar Alley", "Suite 3", "Portland, ME 04101", "Vereinigte Staaten"],
        ),
        (PostalAddress(city="Somewhere", country="XX"), "", ["Somewhere", "XX"]),
        (NOWHERE, "", []),
    ],
)
def test_its_lines(address: PostalAddress, home: str, lines: list[str]) -> None:
    assert address_lines(address, DE, home) == lines


def test_of_what_the_books_keep_only_what_is_an_address_is_read() -> None:
    stored = {"line1": "Ring 1", "line2": None, "city": "Wien", "country": "AT", "gate": "7"}
    assert stored_lines(stored, EN) == ["Ring 1", "Wien", "Austria"]
    assert stored_lines(None, EN) == stored_lines({}, EN) == []
    assert (country_name("AT", EN), country_name("", EN)) == ("Austria", "")
