"""The same for programs: previews, commands that confirm them, and what they hear."""

from tests.api.deeds.conftest import Ada


async def test_a_preview_says_everything_and_its_confirmation_does_it(ada: Ada) -> None:
    seen = await ada.looks("change", quantity=2)

    assert seen["due_now"] == {"amount": 3100, "currency": "EUR"}
    assert seen["credit"] == {"amount": 3100, "currency": "EUR"}
    assert seen["next_renewal"] == {
        "on": "2026-12-24",
        "amount": {"amount": 6200, "currency": "EUR"},
    }
    answer = await ada.does("change", "/change", quantity=2)
    assert (answer.status_code, answer.json()["status"]) == (200, "applied")
    assert answer.json()["about"] == f"/v1/subscriptions/{ada.subscription}"


async def test_what_costs_money_needs_the_fingerprint_of_its_preview(ada: Ada) -> None:
    for method, path, body in (
        ("POST", "/change", {"quantity": 2}),
        ("POST", "/pause", {"when": "now"}),
        ("POST", "/cancellation", {"mode": "immediately"}),
        ("POST", "/resumption", {}),
        ("POST", "/reactivation", {}),
        ("POST", "/activation", {}),
    ):
        answer = await ada.asks(method, path, body)
        assert (answer.status_code, answer.json()["code"]) == (422, "FingerprintMissing"), path
        assert "/previews" in answer.json()["detail"]


async def test_what_was_not_seen_is_refused_and_the_answer_says_what_to_do(ada: Ada) -> None:
    seen = await ada.looks("change", quantity=2)
    body = {"quantity": 3, "previewed_at": seen["previewed_at"]}

    answer = await ada.asks("POST", "/change", {**body, "fingerprint": seen["fingerprint"]})

    assert (answer.status_code, answer.json()["code"]) == (409, "PreviewOutdated")
    assert "Please look again." in answer.json()["detail"]


async def test_a_pause_goes_its_whole_way(ada: Ada) -> None:
    assert (await ada.does("pause", "/pause", when="end_of_term")).status_code == 200
    detail = (await ada.asks("GET", "")).json()
    assert detail["pause"]["pause_on"] == "2026-12-24"
    days = {"when": "date", "pause_on": "2026-12-02"}
    assert (await ada.asks("PUT", "/pause", days)).status_code == 200
    assert (await ada.asks("GET", "")).json()["pause"]["pause_on"] == "2026-12-02"
    assert (await ada.asks("DELETE", "/pause")).status_code == 200
    assert (await ada.asks("GET", "")).json()["pause"] is None

    assert (await ada.does("pause", "/pause", when="now")).status_code == 200
    assert (await ada.does("resume", "/resumption")).status_code == 200
    assert (await ada.asks("GET", "")).json()["status"] == "live"


async def test_a_cancellation_for_the_end_gives_nothing_back_and_is_taken_back(ada: Ada) -> None:
    await ada.house.a.preference("cancel.credit_unused", "prorate")
    assert (await ada.looks("cancel", mode="end_of_term"))["credits"] == []
    assert (await ada.looks("cancel", mode="immediately"))["credits"]

    assert (await ada.asks("POST", "/cancellation", {})).status_code == 200
    detail = (await ada.asks("GET", "")).json()
    assert detail["ends_at"] == "2026-12-24T06:00:00Z"
    assert "subscription.unschedule" in detail["offers"]
    assert (await ada.asks("DELETE", "/cancellation")).status_code == 200
    assert (await ada.asks("DELETE", "/cancellation")).json()["code"] == "NothingToRemove"


async def test_a_change_waits_is_told_and_is_withdrawn(ada: Ada) -> None:
    answer = await ada.does("change", "/change", quantity=5, when="end_of_term")
    assert answer.status_code == 200
    waits = (await ada.asks("GET", "")).json()["pending_change"]
    assert (waits["quantity"], waits["next_term"]["amount"]) == (5, 15500)
    assert (await ada.asks("DELETE", "/change")).status_code == 200
    assert (await ada.asks("GET", "")).json()["pending_change"] is None


async def test_reactivation_begins_a_new_term(ada: Ada) -> None:
    await ada.does("cancel", "/cancellation", mode="immediately")
    assert (await ada.does("reactivate", "/reactivation", quantity=2)).status_code == 200
    detail = (await ada.asks("GET", "")).json()
    assert (detail["status"], detail["quantity"]) == ("live", 2)


async def test_what_makes_no_sense_is_said_before_a_process_hears_of_it(ada: Ada) -> None:
    for body in (
        {"kind": "change", "when": "sometimes"},
        {"kind": "pause", "pause_on": "soon"},
        {"kind": "cancel", "reason": "because"},
        {"kind": "renew"},
        {"kind": "change", "addons": {"x": 0}},
    ):
        answer = await ada.asks("POST", "/previews", body)
        assert (answer.status_code, answer.json()["code"]) == (422, "InvalidInput"), body
