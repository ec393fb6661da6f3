"""Dunning rules: the list, one of them, writing them down and giving them to subscriptions."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from api.callers import SignedInStaff
from api.doors import StaffMay
from api.idempotency import checked_key
from api.inputs import FormBody, Line
from api.staff.changes.dunning import drop_rule, give_rule, rewrite_rule, write_rule
from api.staff.chrome import Sheet, console_page, go, go_done
from api.staff.inputs import Reader, whole_number
from api.staff.views.dunning_rules import FINAL, HARD, RuleView, rule_view, rule_views
from domain.dunning_rules import (
    DunningRule,
    DunningRuleTaken,
    FinalAction,
    HardDecline,
    NotARuleName,
)
from domain.errors import BillingError
from domain.policy import Action
from domain.words import N_

router = APIRouter(include_in_schema=False)

Looking = Annotated[SignedInStaff, StaffMay(Action.DUNNING_RULE_VIEW)]
Editing = Annotated[SignedInStaff, StaffMay(Action.DUNNING_RULE_EDIT)]
Managing = Annotated[SignedInStaff, StaffMay(Action.DUNNING_MANAGE)]
HOME = "/console/dunning-rules"
_FIELDS: dict[type[BillingError], str] = {DunningRuleTaken: "name", NotARuleName: "name"}


class RuleForm(FormBody):
    name: Line = ""
    retry_days: Line = ""
    final_action: Line = ""
    hard_decline: Line = ""
    grace_days: Line = ""
    mails: Line = ""

    def read(self, reader: Reader) -> DunningRule:
        """The rule; what is wrong is noted with its field."""
        final = reader.one_of("final_action", self.final_action, FINAL)
        hard = reader.one_of("hard_decline", self.hard_decline, HARD)
        grace = reader.read("grace_days", self.grace_days, whole_number, 0)
        no_days: tuple[int, ...] = (1,)
        days = reader.read("retry_days", self.retry_days, _days, no_days)
        reader.read("grace_days", "", lambda _: DunningRule(grace_days=grace), DunningRule())
        if reader.errors:
            return DunningRule()
        return DunningRule(
            days, FinalAction(final), HardDecline(hard), grace, mails=bool(self.mails)
        )

    @classmethod
    def of(cls, name: str, rule: DunningRule) -> "RuleForm":
        return cls(
            csrf="",
            name=name,
            retry_days=", ".join(map(str, rule.retry_days)),
            final_action=rule.final_action,
            hard_decline=rule.hard_decline,
            grace_days=str(rule.grace_days),
            mails="on" if rule.mails else "",
        )


class AssignmentForm(FormBody):
    rule: Line = ""


AnyRule = Annotated[RuleForm, Form()]


def _days(text: str) -> tuple[int, ...]:
    """Raises `NotANumber` and `NotASchedule`."""
    days = tuple(whole_number(part) for part in text.replace(",", " ").split())
    return DunningRule(days).retry_days


@router.get("/console/dunning-rules")
async def list_rules(request: Request, staff: Looking) -> Response:
    async with staff.parts.open_books() as books:
        views = await rule_views(books)
    default = RuleView("", staff.preferences.dunning_rule, 0)
    return console_page(
        request,
        staff,
        Sheet("dunning_rules.html", N_("Dunning rules"), "preferences"),
        views=views,
        default=default,
        final=FINAL,
        may_edit=staff.may(Action.DUNNING_RULE_EDIT),
    )


@router.get("/console/dunning-rules/new")
async def new_rule(request: Request, staff: Editing) -> Response:
    form = RuleForm.of("", staff.preferences.dunning_rule)
    return _page(request, staff, form, {}, view=None)


@router.post("/console/dunning-rules")
async def create_rule(request: Request, staff: Editing, form: AnyRule) -> Response:
    reader = Reader(staff)
    rule = form.read(reader)
    if reader.errors:
        return _page(request, staff, form, reader.errors, view=None)
    outcome = await write_rule(staff, checked_key(form.idempotency_key), form.name, rule)
    if outcome.refusal:
        errors = {_FIELDS.get(type(outcome.refusal), ""): staff.put(outcome.refusal)}
        return _page(request, staff, form, errors, view=None)
    return go(staff, HOME, N_("The dunning rule was written down."))


@router.get("/console/dunning-rules/{code}")
async def show_rule(request: Request, staff: Looking, code: str) -> Response:
    async with staff.parts.open_books() as books:
        view = await rule_view(books, code)
    return _page(request, staff, RuleForm.of(view.name, view.rule), {}, view=view)


@router.post("/console/dunning-rules/{code}")
async def change_rule(request: Request, staff: Editing, code: str, form: AnyRule) -> Response:
    async with staff.parts.open_books() as books:
        view = await rule_view(books, code)
    reader = Reader(staff)
    rule = form.read(reader)
    if reader.errors:
        return _page(request, staff, form, reader.errors, view=view)
    outcome = await rewrite_rule(staff, checked_key(form.idempotency_key), code, rule)
    done = N_("The dunning rule was changed. Runs that have begun keep what it said then.")
    return go_done(staff, HOME, outcome, done)


@router.post("/console/dunning-rules/{code}/removal")
async def remove_rule(staff: Editing, code: str, form: Annotated[FormBody, Form()]) -> Response:
    async with staff.parts.open_books() as books:
        await rule_view(books, code)
    outcome = await drop_rule(staff, checked_key(form.idempotency_key), code)
    there = f"{HOME}/{quote(code)}" if outcome.refusal else HOME
    return go_done(staff, there, outcome, N_("The dunning rule was removed."))


@router.post("/console/subscriptions/{number}/dunning-rule")
async def assign_rule(
    staff: Managing, number: str, form: Annotated[AssignmentForm, Form()]
) -> Response:
    """What is dunned from now on follows this rule."""
    key = checked_key(form.idempotency_key)
    outcome = await give_rule(staff, key, number, form.rule or None)
    done = N_("Dunning that begins from now on follows this rule.")
    return go_done(staff, f"/console/subscriptions/{number}", outcome, done)


def _page(
    request: Request,
    staff: SignedInStaff,
    form: RuleForm,
    errors: dict[str, str],
    *,
    view: RuleView | None,
) -> Response:
    title = N_("New dunning rule")
    sheet = Sheet("dunning_rule.html", title, "preferences", errors=errors)
    if view:
        sheet = Sheet("dunning_rule.html", "", "preferences", errors=errors, name=view.name)
    return console_page(
        request,
        staff,
        sheet,
        given=form,
        view=view,
        final=[(each, staff.say(words)) for each, words in FINAL.items()],
        hard=[(each, staff.say(words)) for each, words in HARD.items()],
        may_edit=staff.may(Action.DUNNING_RULE_EDIT),
    )
