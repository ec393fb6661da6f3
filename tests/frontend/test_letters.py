"""The mails: each in every language, with a text part that stands alone."""

import re
from dataclasses import replace

import pytest

from activities.announcements import Happened
from domain.messages import MailKind
from domain.pending_changes import DropReason
from domain.quote_conversions import QuoteConversion
from runtime.languages import Language
from runtime.letters import FACTS as NEEDED
from runtime.letters import FactsMissing, LetterContext, Sender, letter
from tests.frontend.markup import read
from tests.frontend.samples import ENGLISH, FACTS, FRONTEND, GERMAN, PRICE

CONTEXT = LetterContext(
    organisation=Sender("Smith & Sons <Studio>", "billing@smith.example", "+49 30 901820"),
    recipient="Ada O'Neill",
    zone="Europe/Berlin",
    facts=FACTS,
)
EVERY = pytest.mark.parametrize("kind", MailKind, ids=str)


@EVERY
@pytest.mark.parametrize("language", [ENGLISH, GERMAN], ids=lambda language: language.code)
def test_a_mail_is_written_in_the_readers_language(kind: MailKind, language: Language) -> None:
    mail = letter(kind, language, CONTEXT)
    page = read(mail.html)
    assert page.elements[0].attributes == {"lang": language.code, "dir": "ltr"}
    assert [len(page.all(tag)) for tag in ("h1", "main", "script")] == [1, 1, 0]
    assert mail.subject
    assert "\n" not in mail.subject


@EVERY
def test_german_is_german(kind: MailKind) -> None:
    if kind is not MailKind.FORWARDED:  # its subject is what somebody wrote
        assert letter(kind, GERMAN, CONTEXT).subject != letter(kind, ENGLISH, CONTEXT).subject
    assert not re.search(r"\b(the|you|your)\b", letter(kind, GERMAN, CONTEXT).text)


@EVERY
def test_the_text_part_stands_alone(kind: MailKind) -> None:
    mail = letter(kind, ENGLISH, CONTEXT)
    links = {
        a.attributes["href"] for a in read(mail.html).all("a") if "https" in a.attributes["href"]
    }
    assert links or kind is MailKind.LINK_CODE, "a code is typed where its link was opened"
    assert all(link in mail.text for link in links)
    assert "&amp;" not in mail.text
    assert "&#39;" not in mail.text
    assert not re.search(r"</?[a-z]+[ >]", mail.text)
    assert "\n\n\n" not in mail.text
    assert all(len(line) <= 76 or "https://" in line for line in mail.text.splitlines())


@EVERY
def test_what_people_call_themselves_stays_text(kind: MailKind) -> None:
    mail = letter(kind, ENGLISH, CONTEXT)
    assert "Smith &amp; Sons &lt;Studio&gt;" in mail.html
    assert "Smith & Sons <Studio>" in mail.text
    assert "Ada O'Neill" in mail.text


@EVERY
def test_a_mail_without_its_facts_is_not_written(kind: MailKind) -> None:
    with pytest.raises(FactsMissing):
        letter(kind, ENGLISH, replace(CONTEXT, facts={}))


@EVERY
def test_only_the_facts_a_mail_asks_for_are_used(kind: MailKind) -> None:
    asked = {name: FACTS[name] for name in NEEDED[kind]}
    assert letter(kind, ENGLISH, replace(CONTEXT, facts=asked)).text
    described = (FRONTEND / "mail" / f"{kind}.html").read_text().splitlines()[0]
    assert all(name in described for name in asked)


def absences() -> list[tuple[MailKind, str]]:
    """Each fact that a mail says may be none."""
    pairs = []
    for kind in MailKind:
        first_line = (FRONTEND / "mail" / f"{kind}.html").read_text().splitlines()[0]
        pairs += [(kind, name) for name in re.findall(r"(\w+) \([^)]*or none", first_line)]
    return pairs


@pytest.mark.parametrize(("kind", "absent"), absences())
def test_a_fact_that_may_be_none_leaves_no_hole(kind: MailKind, absent: str) -> None:
    mail = letter(kind, ENGLISH, replace(CONTEXT, facts={**FACTS, absent: None}))
    assert "None" not in mail.text + mail.html


@pytest.mark.parametrize("action", ["cancel", "unpaid", "keep_live", "end_of_term"])
def test_a_failed_charge_says_what_follows(action: str) -> None:
    facts = {**FACTS, "final_action": action, "next_try": None, "remaining": PRICE}
    text = letter(MailKind.CHARGE_FAILED, ENGLISH, replace(CONTEXT, facts=facts)).text
    assert "do not try this payment method again" in text
    assert "Thu 10 Dec 2026" in " ".join(text.split())


@pytest.mark.parametrize("language", [ENGLISH, GERMAN], ids=lambda language: language.code)
@pytest.mark.parametrize("happened", Happened, ids=str)
def test_each_thing_that_happens_has_its_own_words(happened: Happened, language: Language) -> None:
    facts = {**FACTS, "happened": happened, "resumes_on": None}
    mail = letter(MailKind.SUBSCRIPTION_CHANGED, language, replace(CONTEXT, facts=facts))
    others = {
        letter(
            MailKind.SUBSCRIPTION_CHANGED,
            language,
            replace(CONTEXT, facts={**facts, "happened": other}),
        ).subject
        for other in Happened
        if other is not happened
    }
    assert mail.subject not in others
    assert "Team & friends" in mail.subject


@pytest.mark.parametrize("reason", ["declined", *DropReason, "PlanWithoutPrice"])
def test_what_was_not_done_says_why(reason: str) -> None:
    facts = {**FACTS, "reason": reason}
    text = letter(MailKind.CHANGE_NOT_DONE, ENGLISH, replace(CONTEXT, facts=facts)).text
    assert "stays as it is" in " ".join(text.split())
    assert reason not in ("PlanWithoutPrice",) or reason not in text


@pytest.mark.parametrize("language", [ENGLISH, GERMAN], ids=lambda language: language.code)
def test_what_follows_from_an_acceptance_has_words_of_its_own(language: Language) -> None:
    texts = set()
    for becomes in (None, *QuoteConversion):
        for advance in (None, PRICE):
            facts = {**FACTS, "becomes": becomes, "advance": advance, "person": None}
            mail = letter(MailKind.QUOTE_ACCEPTED, language, replace(CONTEXT, facts=facts))
            texts.add(mail.text)
            assert ("RET-000042" in mail.text) is (advance is not None)
            assert ("Sie haben" if language is GERMAN else "You have") in mail.subject
    assert len(texts) == 2 * (len(QuoteConversion) + 1)
    others = letter(MailKind.QUOTE_ACCEPTED, language, CONTEXT)
    assert others.subject.startswith("Ben O'Neill")
    alone = replace(CONTEXT, facts={**FACTS, "portal": None})
    assert "https://" not in letter(MailKind.QUOTE_ACCEPTED, language, alone).text


def test_a_dark_screen_is_thought_of() -> None:
    html = letter(MailKind.RECEIPT, ENGLISH, CONTEXT).html
    assert "prefers-color-scheme: dark" in html
    assert 'style="' in html
