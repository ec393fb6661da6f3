"""The words: every text of ours is translated, every status has its word."""

import re
from enum import StrEnum
from string import Formatter

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from domain.cancellations import CancellationStatus
from domain.commands import CommandStatus
from domain.credit_notes import CreditNoteStatus
from domain.dunning import DunningStatus
from domain.invitations import InvitationStatus
from domain.invoices import InvoiceStatus
from domain.messages import MessageStatus
from domain.money import NotAnAmount
from domain.pauses import PauseStatus
from domain.payments import PaymentStatus
from domain.pending_changes import ChangeStatus
from domain.quotes import QuoteStatus
from domain.refunds import RefundStage
from domain.sales_orders import SalesOrderStatus, ShipmentStatus
from domain.set_ups import SetUpStatus
from domain.sign_offs import SignOffStatus
from domain.subscriptions import SubscriptionStatus
from domain.trials import TrialStatus
from runtime.languages import CATALOGUES, LANGUAGES, catalogue, in_words, language_of
from runtime.status_labels import status_label
from tests.frontend.samples import FRONTEND, GERMAN, ROOT, Forms, marked

STATUSES: list[type[StrEnum]] = [
    CancellationStatus, ChangeStatus, CommandStatus, DunningStatus, InvitationStatus,
    InvoiceStatus, MessageStatus, PauseStatus, PaymentStatus, SetUpStatus, SubscriptionStatus,
    SignOffStatus, QuoteStatus, RefundStage, TrialStatus, SalesOrderStatus,
    ShipmentStatus, CreditNoteStatus,
]  # fmt: skip
PERCENT = re.compile(r"%(?:\(\w+\)[a-z]|%)")
TRANSLATED = sorted(set(LANGUAGES) - {"en"})


def read(code: str) -> Catalog:
    with (CATALOGUES / code / "LC_MESSAGES" / "backoffice.po").open("rb") as file:
        return read_po(file, locale=code)


def forms(text: Forms | list[str] | None) -> tuple[str, ...]:
    return (text or "",) if isinstance(text, str | None) else tuple(text)


def words(code: str) -> dict[tuple[str, ...], tuple[str, ...]]:
    return {forms(message.id): forms(message.string) for message in read(code) if message.id}


@pytest.mark.parametrize("code", TRANSLATED)
def test_every_text_of_every_room_is_in_the_catalogue(code: str) -> None:
    known = words(code)
    texts = {forms(text) for text in marked("")}
    assert sorted(text for text in texts if not all(known.get(text, ("",)))) == []


@pytest.mark.parametrize("code", TRANSLATED)
def test_a_catalogue_holds_each_text_once_and_none_that_nobody_says(code: str) -> None:
    said = {forms(text) for text in marked("")}
    assert sorted(text for text in words(code) if text not in said) == []
    lines = (CATALOGUES / code / "LC_MESSAGES" / "backoffice.po").read_text().splitlines()
    texts = [line for line in lines if line.startswith("msgid ")]
    translations = [line for line in lines if re.match(r"msgstr(\[0\])? ", line)]
    assert len(texts) == len(translations) == len(words(code)) + 1


def test_every_room_that_marks_texts_is_extracted() -> None:
    mapping = (FRONTEND / "babel.cfg").read_text()
    marking = {
        path.relative_to(ROOT).parts[0]
        for init in ROOT.glob("*/__init__.py")
        if init.parent.name != "tests"
        for path in init.parent.rglob("*.py")
        if "N_(" in path.read_text()
    }
    assert {"api", "domain", "gateways", "runtime"} <= marking
    assert [room for room in sorted(marking) if f"[python: {room}/**.py]" not in mapping] == []


@pytest.mark.parametrize("code", TRANSLATED)
def test_no_translation_is_missing_or_a_guess(code: str) -> None:
    guessed = [message.id for message in read(code) if message.id and message.fuzzy]
    missing = [text for text, translation in words(code).items() if not all(translation)]
    assert (guessed, missing) == ([], [])


@pytest.mark.parametrize("code", TRANSLATED)
def test_a_translation_has_the_same_gaps_as_its_text(code: str) -> None:
    assert [(message.id, errors) for message, errors in read(code).check()] == []
    different = {
        text: translation
        for text, translation in words(code).items()
        if {gaps(form) for form in translation} != {gaps(form) for form in text}
    }
    assert different == {}


def gaps(text: str) -> tuple[str, ...]:
    """The placeholders of both kinds, `{name}` and `%(name)s`, as often as they stand there."""
    named = [f"{{{name}}}" for _, name, _, _ in Formatter().parse(text) if name is not None]
    return tuple(sorted(named + PERCENT.findall(text)))


@pytest.mark.parametrize("code", TRANSLATED)
def test_a_payment_and_a_subscription_end_with_different_words(code: str) -> None:
    translate = catalogue(CATALOGUES, language_of(code)).gettext
    payment = status_label(PaymentStatus.CANCELLED, translate).word
    assert payment != status_label(SubscriptionStatus.CANCELLED, translate).word


@pytest.mark.parametrize("status", [status for group in STATUSES for status in group], ids=repr)
def test_every_status_has_a_word_and_it_is_translated(status: StrEnum) -> None:
    said: list[str] = []

    def translate(word: str) -> str:
        said.append(word)
        return catalogue(CATALOGUES, GERMAN).gettext(word)

    label = status_label(status, translate)
    assert said, "a status without a chosen word"
    assert (label.word,) in words("de").values()


def test_a_refusal_speaks_the_language_of_its_reader() -> None:
    refusal = NotAnAmount(text="12,3x", currency="EUR", example="12.30")
    assert in_words(refusal, GERMAN).startswith("„12,3x“ ist kein Betrag in EUR")
    assert in_words(refusal, language_of("en")) == str(refusal)


def test_a_status_nobody_chose_a_word_for_is_shown_by_its_name() -> None:
    class Other(StrEnum):
        HALF_DONE = "half_done"

    assert status_label(Other.HALF_DONE, str).word == "Half done"
