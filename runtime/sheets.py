"""Sheets: what stands around every page on paper, in its language: from whom, and for whom."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial

from babel.dates import format_date
from markupsafe import Markup

from domain.documents import Buyer, Seller
from domain.printing import LOGO
from domain.words import N_
from runtime.addresses import address_lines
from runtime.formats import Formats
from runtime.languages import Language, translated

Facts = tuple[tuple[str, str | Markup], ...]


@dataclass(frozen=True)
class Places:
    """Where a document is shown, and where what it names is found.

    `asset` is what stands before the name of a picture; `back` and `download` are for a screen.
    """

    asset: str
    verify_at: str
    pay_at: str = ""
    back: str = ""
    download: str = ""
    on_paper: bool = True


class SheetView:
    """What the templates of all sheets are given. A sheet without a `mark` cannot be verified."""

    title: str
    number: str
    issued_at: str
    mark = ""

    def __init__(self, seller: Seller, buyer: Buyer, language: Language, places: Places) -> None:
        self.seller = seller
        self._buyer = buyer
        self._language = language
        self._formats = Formats(language)
        self._say: Callable[[str], str] = partial(translated, language=language)
        self._places = places
        self.on_paper, self.verify_at = places.on_paper, places.verify_at
        self.pay_at, self.back, self.download = places.pay_at, places.back, places.download
        self.logo = f"{places.asset}{LOGO}{seller.logo}" if seller.logo else ""

    def day(self, day: date) -> str:
        """A day as business letters write it: 31 Mar 2026, 31.03.2026."""
        return format_date(day, "medium", locale=self._language.locale)

    def own(self, text: str | Markup) -> str | Markup:
        """The text with the direction that it has by itself, in words that run the other way."""
        if self._language.direction == "ltr" or not text:
            return text
        return Markup("\u2068{}\u2069").format(text)

    @property
    def iban(self) -> str:
        """In groups of four, as people read it."""
        plain = self.seller.iban.replace(" ", "")
        groups = " ".join(plain[place : place + 4] for place in range(0, len(plain), 4))
        return f"{groups} · BIC {self.seller.bic}" if self.seller.bic else groups

    @property
    def sender_line(self) -> str:
        return " · ".join([self.seller.signs_as, *self.seller_lines])

    @property
    def seller_lines(self) -> list[str]:
        return address_lines(self.seller.address, self._language, self._buyer.address.country)

    @property
    def contact_lines(self) -> list[str]:
        return [text for text in (*self.seller_lines, self.seller.phone, self.seller.email) if text]

    @property
    def buyer_lines(self) -> list[str]:
        buyer = self._buyer
        home = self.seller.address.country
        return [buyer.name, *address_lines(buyer.address, self._language, home)]

    @property
    def seller_facts(self) -> Facts:
        return self._known(
            (N_("VAT number"), self.seller.tax_id),
            (N_("Registration"), self.seller.registration),
            (N_("E-mail"), self.seller.email),
        )

    @property
    def bank_facts(self) -> Facts:
        iban = self.iban.partition(" · ")[0]
        return self._known((N_("IBAN"), iban), (N_("BIC"), self.seller.bic))

    def _known(self, *pairs: tuple[str, str | Markup]) -> Facts:
        return tuple((self._say(words), value) for words, value in pairs if value)
