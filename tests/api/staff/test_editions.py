"""Drafts that two of staff have open at once: whoever comes second looks again, and decides."""

from typing import Any

import httpx
import pytest

from domain.policy import Role
from tests.api.staff.forms import Forms
from tests.api.staff.house import Browser, House, text_of
from tests.api.staff.test_retainers import asks, reads

LOOK = "Somebody else has changed this meanwhile: look at what stands now, and decide."
PRICE = {"amount": 1_000, "currency": "EUR"}
CONTENT: dict[str, Any] = {"lines": [{"description": "Chair", "unit_price": PRICE}]}


async def written(staff: Browser, kind: str, customer: str) -> httpx.Response:
    """A draft of one chair."""
    body = {"customer": customer, **CONTENT}
    made = await asks(staff, "POST", f"/v1/staff/{kind}", body, key=f"write-{kind}")
    assert made.status_code == 201, made.text
    return made


async def decided_blindly(staff: Browser, page: str, deeds: tuple[str, ...]) -> None:
    """What was not seen is neither issued nor thrown away; the page shows what stands now."""
    for deed in deeds:
        said = await staff.said(await staff.send(f"{page}/{deed}", seen_on=page, edition="1"))
        assert LOOK in said, deed
        assert "Theirs" in said, deed


async def test_a_page_keeps_what_was_typed_and_says_where_to_look(house: House) -> None:
    customer, staff = await house.a.customer(), await house.staff(Role.ADMIN)
    await house.a.preference("invoices.grace_hours", 24)
    for kind, deeds in (
        ("invoice-drafts", ("issue", "ready", "discard")),
        ("sales-orders", ("confirm", "void")),
        ("quotes", ("send",)),
    ):
        number = (await written(staff, kind, customer)).json()["number"]
        page = f"/console/{kind}/{number}"
        form: dict[str, Any] = {"seen_on": f"{page}/edit", "do": "save"}
        assert (await staff.send(page, **form, description=["Theirs"])).is_redirect
        mine: dict[str, Any] = {"description": ["Mine"], "notes": "My notes"}
        late = await staff.send(page, **form, **mine, edition="1")

        assert late.status_code == 422
        assert LOOK in text_of(late.text)
        for words in ('value="Mine"', ">My notes<", f'href="{page}" target="_blank"'):
            assert words in late.text, (kind, words)
        await decided_blindly(staff, page, deeds)
        now = Forms(late.text).values[page]["edition"]
        assert (await staff.send(page, **form, **mine, edition=now)).is_redirect
        assert "Mine" in await reads(staff, page)


async def refused(staff: Browser, path: str, tag: str, deeds: tuple[tuple[str, str], ...]) -> None:
    """By whoever does not say what they have seen, and by whoever has seen something else."""
    for method, deed in deeds:
        body = CONTENT if method == "PUT" else None
        heard = [
            await asks(staff, method, f"{path}{deed}", body, **seen)
            for seen in ({}, {"if_match": tag}, {"if_match": '"QUO-000001-2"'})
        ]
        assert [each.status_code for each in heard] == [428, 412, 412], (path, deed)
        assert heard[1].json()["code"] == "EditionMoved"


@pytest.mark.parametrize(
    ("kind", "deeds", "last"),
    [
        ("invoice-drafts", (("PUT", ""), ("DELETE", ""), ("POST", "/ready")), "/issue"),
        ("sales-orders", (("PUT", ""), ("POST", "/void")), "/confirm"),
    ],
)
async def test_programs_change_and_decide_only_what_they_have_seen(
    house: House, kind: str, deeds: tuple[tuple[str, str], ...], last: str
) -> None:
    customer, staff = await house.a.customer(), await house.staff(Role.ADMIN)
    made = await written(staff, kind, customer)
    path, tag = made.headers["location"], made.headers["etag"]
    changed = [
        await asks(staff, "PUT", path, CONTENT, key=f"key-0000000{n}", if_match=tag)
        for n in (1, 2, 1)
    ]
    assert [each.status_code for each in changed] == [200, 412, 200]
    assert changed[2].json() == changed[0].json()
    await refused(staff, path, tag, (*deeds, ("POST", last)))
    for _ in range(2):
        anyhow = await asks(staff, "PUT", path, CONTENT, key="key-anyhow", if_match="*")
        assert anyhow.status_code == 200, anyhow.text
    now = (await asks(staff, "GET", path)).headers["etag"]
    assert now == anyhow.headers["etag"] != changed[0].headers["etag"]
    done = [
        await asks(staff, "POST", f"{path}{last}", key="key-at-last", if_match=now)
        for _ in range(2)
    ]
    assert [each.status_code for each in done] == [200, 200]
    assert done[0].json() == done[1].json()
