"""The words: every text of ours is translated, every status has its word."""

from enum import StrEnum
from string import Formatter

import pytest
from babel.messages.pofile import read_po

from domain.commands import CommandStatus
from domain.dunning import DunningStatus
from domain.invitations import InvitationStatus
from domain.invoices import InvoiceStatus
from domain.messages import MessageStatus
from domain.money import NotAnAmount
from domain.payments import PaymentStatus
from domain.subscriptions import SubscriptionStatus
from domain.trials import TrialStatus
from runtime.languages import CATALOGUES, LANGUAGES, catalogue, in_words, language_of
from runtime.status_labels import status_label
from tests.frontend.samples import GERMAN, msgids

OURS = ("frontend/base", "frontend/layouts", "frontend/components", "frontend/mail", "runtime/")
STATUSES: list[type[StrEnum]] = [
    CommandStatus, DunningStatus, InvitationStatus, InvoiceStatus, MessageStatus, PaymentStatus,
    SubscriptionStatus, TrialStatus,
]  # fmt: skip
TRANSLATED = sorted(set(LANGUAGES) - {"en"})


def words(code: str) -> dict[str, str]:
    path = CATALOGUES / code / "LC_MESSAGES" / "backoffice.po"
    with path.open("rb") as file:
        return {
            str(message.id): str(message.string)
            for message in read_po(file, locale=code)
            if message.id
        }


@pytest.mark.parametrize("code", TRANSLATED)
def test_every_text_is_in_the_catalogue(code: str) -> None:
    known = words(code)
    assert sorted(text for text in msgids(*OURS) if not known.get(text)) == []


@pytest.mark.parametrize("code", TRANSLATED)
def test_a_translation_has_the_same_gaps_as_its_text(code: str) -> None:
    with (CATALOGUES / code / "LC_MESSAGES" / "backoffice.po").open("rb") as file:
        catalog = read_po(file, locale=code)
    assert [(message.id, errors) for message, errors in catalog.check()] == []
    for text, translation in words(code).items():
        if "{" in text:
            assert gaps(text) == gaps(translation), text


def gaps(text: str) -> set[str | None]:
    return {name for _, name, _, _ in Formatter().parse(text)}


@pytest.mark.parametrize("status", [status for group in STATUSES for status in group], ids=repr)
def test_every_status_has_a_word_and_it_is_translated(status: StrEnum) -> None:
    said: list[str] = []

    def translate(word: str) -> str:
        said.append(word)
        return catalogue(CATALOGUES, GERMAN).gettext(word)

    label = status_label(status, translate)
    assert said, "a status without a chosen word"
    assert label.word in words("de").values()


def test_a_refusal_speaks_the_language_of_its_reader() -> None:
    refusal = NotAnAmount(text="12,3x", currency="EUR", example="12.30")
    assert in_words(refusal, GERMAN).startswith("„12,3x“ ist kein Betrag in EUR")
    assert in_words(refusal, language_of("en")) == str(refusal)


def test_a_status_nobody_chose_a_word_for_is_shown_by_its_name() -> None:
    class Other(StrEnum):
        HALF_DONE = "half_done"

    assert status_label(Other.HALF_DONE, str).word == "Half done"
