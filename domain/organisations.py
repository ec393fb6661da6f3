"""The organisation: what of it stands on documents, and what is refused there."""

import re
from dataclasses import dataclass

from domain.customers import check_country, check_name
from domain.errors import Invalid
from domain.words import N_

_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
_BIC = re.compile(r"[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?")
_COLOUR = re.compile(r"#[0-9a-f]{6}")
LEAST_CONTRAST = 4.5
LARGEST_LOGO = 512 * 1024


class NotAnIban(Invalid):
    message = N_("“{typed}” is not an IBAN: a digit is wrong or missing.")


class NotABic(Invalid):
    message = N_("“{typed}” is not a BIC. It has 8 or 11 letters and digits.")


class NotAColour(Invalid):
    message = N_("“{typed}” is not a colour. Write it like #0b5f58.")


class ColourTooLight(Invalid):
    message = N_("On white paper {typed} is hard to read. Choose a darker colour.")


class LogoUnreadable(Invalid):
    message = N_("This is no picture that can be used. Choose a PNG or JPEG file.")


class LogoTooLarge(Invalid):
    message = N_("This picture is too large. Choose one of at most 512 KB.")


@dataclass(frozen=True, kw_only=True)
class OrganisationDetails:
    """What of the organisation can be changed at any time; what was issued stays as it was."""

    name: str
    legal_name: str
    registration: str
    tax_id: str
    email: str
    phone: str
    line1: str
    line2: str
    postcode: str
    city: str
    region: str
    country: str
    iban: str
    bic: str
    accent: str
    small_print: str

    def check(self) -> None:
        """Raises what is wrong with them."""
        check_name(self.name)
        check_country(self.country)
        iban(self.iban)
        bic(self.bic)
        colour(self.accent)


def iban(text: str) -> str:
    """Without spaces; nothing is fine too. Raises `NotAnIban`, also for a wrong check digit."""
    plain = "".join(text.split()).upper()
    if plain and not (_IBAN.fullmatch(plain) and _remainder(plain) == 1):
        raise NotAnIban(typed=text)
    return plain


def _remainder(plain: str) -> int:
    turned = plain[4:] + plain[:4]
    return int("".join(str(int(letter, 36)) for letter in turned)) % 97


def bic(text: str) -> str:
    """Raises `NotABic`."""
    plain = "".join(text.split()).upper()
    if plain and not _BIC.fullmatch(plain):
        raise NotABic(typed=text)
    return plain


def colour(text: str) -> str:
    """A colour that can be read on white, or nothing. Raises `NotAColour`, `ColourTooLight`."""
    plain = text.strip().lower()
    if not plain:
        return ""
    if not _COLOUR.fullmatch(plain):
        raise NotAColour(typed=text)
    if 1.05 / (_luminance(plain) + 0.05) < LEAST_CONTRAST:
        raise ColourTooLight(typed=plain)
    return plain


def _luminance(plain: str) -> float:
    """As WCAG defines it."""
    shares = (int(plain[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
