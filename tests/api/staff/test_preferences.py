"""Preferences: each with its consequence, set by administrators, refused with words."""

import pytest

from api.staff.views.preferences import CHOICES, KEYS, MEANINGS, NOT_YET
from domain.policy import Role
from domain.preferences import Preferences
from tests.api.staff.house import UNTICKED, Browser, House, text_of

PAGE = "/console/preferences"


async def save(staff: Browser, **changed: str | list[str]) -> str:
    """The text of the page that follows."""
    return await staff.said(await staff.send(PAGE, seen_on=PAGE, key=None, **changed))


def test_every_preference_has_words() -> None:
    every = Preferences.keys()
    assert {each.key for each in every} == set(MEANINGS) | NOT_YET
    assert not set(MEANINGS) & NOT_YET
    chosen = [(key.key, choice) for key in KEYS for choice in key.choices]
    assert [
        (key, choice)
        for key, choice in chosen
        if f"{key}/{choice}" not in CHOICES and choice not in CHOICES
    ] == []


async def test_several_choices_are_ticked_and_at_least_one(house: House) -> None:
    staff = await house.staff()

    await save(staff, cancel_modes=["immediately", "end_of_term"], cancel_reasons=["unused"])
    said = await save(staff, pause_when=UNTICKED)

    assert "it is one or more of now, end_of_term, date" in said
    async with house.books() as books:
        preferences = await books.organisations.preferences()
    assert set(preferences.cancel_modes) == {"immediately", "end_of_term"}
    assert preferences.cancel_reasons == ("unused",)


async def test_what_is_named_has_to_be_there(house: House) -> None:
    staff = await house.staff()
    plan = await house.a.plan()

    said = await save(staff, cancel_retention_coupon="GONE", edit_allowed_plans=f"{plan}, GONE")

    assert "There is no coupon “GONE”." in said
    assert "There is no plan “GONE”." in said
    coupon = await house.a.coupon()
    await save(staff, cancel_retention_coupon=coupon, edit_allowed_plans=plan)
    async with house.books() as books:
        preferences = await books.organisations.preferences()
    assert preferences.cancel_retention_coupon == coupon
    assert preferences.edit_allowed_plans == (plan,)


async def test_who_keeps_customers_from_cancelling_is_warned(house: House) -> None:
    staff = await house.staff()
    warning = "Consumers must be able to cancel online"

    assert warning in text_of((await staff.page(PAGE)).text)
    await save(staff, cancel_enabled="on")
    assert warning not in text_of((await staff.page(PAGE)).text)


async def test_a_change_counts_and_is_recorded_with_what_it_was(house: House) -> None:
    staff = await house.staff()

    said = await save(
        staff,
        trial_extend="on",
        payments_bulk_pay=UNTICKED,
        dunning_retry_days="2, 5,9",
        invite_valid_days="30",
    )

    assert "The preferences were saved." in said
    async with house.books() as books:
        preferences = await books.organisations.preferences()
        command = (await books.commands.page(limit=1))[0]
    assert preferences == Preferences(
        trial_extend=True,
        payments_bulk_pay=False,
        dunning_retry_days=(2, 5, 9),
        invite_valid_days=30,
    )
    assert command.payload == {
        "trial.extend": {"before": False, "after": True},
        "payments.bulk_pay": {"before": True, "after": False},
        "dunning.retry_days": {"before": [1, 3, 7], "after": [2, 5, 9]},
        "invite.valid_days": {"before": 7, "after": 30},
    }
    assert command.actor == "STAFF-admin"


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("invite_valid_days", "0", "it is a whole number from 1 to 60"),
        ("invite_valid_days", "٣", "it is a whole number from 1 to 60"),
        ("invoices_net_days", "soon", "it is a whole number from 0 to 365"),
        ("dunning_retry_days", "3, 1", "it is 1 to 15 rising days"),
        ("dunning_retry_days", "", "it is 1 to 15 rising days"),
        ("dunning_retry_days", "x", "it is 1 to 15 rising days"),
        ("dunning_final_action", "sue", "it is one of cancel, unpaid, keep_live"),
        ("portal_banner_message", "x" * 1001, "at most 1000 characters"),
    ],
)
async def test_a_bad_value_is_refused_with_words_and_nothing_is_stored(
    quiet: House, field: str, typed: str, words: str
) -> None:
    staff = await quiet.staff()

    said = await save(staff, **{field: typed, "trial_extend": "on"})

    assert words in said
    assert "There is a problem" in said
    async with quiet.books() as books:
        assert await books.organisations.preferences() == Preferences()


@pytest.mark.parametrize("role", [Role.SUPPORT, Role.FINANCE_MANAGER, Role.AUDITOR])
async def test_others_read_them_and_cannot_save(quiet: House, role: Role) -> None:
    staff = await quiet.staff(role)

    page = await staff.page(PAGE)

    assert "Only an administrator can change them." in text_of(page.text)
    assert "Save preferences" not in page.text
    assert '<fieldset class="stack" disabled>' in page.text


async def test_a_banner_stays_text(house: House) -> None:
    staff = await house.staff()

    await save(staff, portal_banner_message="</textarea><script>alert(1)</script>")

    assert "<script>alert" not in (await staff.page(PAGE)).text
