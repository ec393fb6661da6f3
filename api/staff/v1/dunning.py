"""Dunning for programs: how a run stands, what staff ask of it, and the rules."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import AwareDatetime, Field
from starlette.responses import Response

from api.callers import SignedInStaff
from api.doors import StaffMay
from api.idempotency import IdempotencyKey
from api.inputs import Body, Line
from api.staff.changes.dunning import (
    drop_rule,
    dunning_wish,
    give_rule,
    rewrite_rule,
    write_rule,
)
from api.staff.changes.late_fees import waive
from api.staff.changes.orders import give
from api.staff.v1.answers import Listed, answered, created
from api.staff.v1.shapes import InvoiceShape, Shape, SubscriptionShape
from api.staff.views.dunning import find_run
from api.staff.views.dunning_rules import RuleView, rule_view, rule_views
from api.staff.views.invoices import invoice_view
from api.staff.views.subscriptions import find_subscription
from domain.dunning import next_step
from domain.dunning_rules import DunningRule, FinalAction, HardDecline
from domain.policy import Action
from domain.reminders import next_reminder
from storage.dunning import DunningRow
from storage.reminders import ReminderRow

router = APIRouter(prefix="/v1/staff", tags=["staff"])

RuleLooking = Annotated[SignedInStaff, StaffMay(Action.DUNNING_RULE_VIEW)]
RuleEditing = Annotated[SignedInStaff, StaffMay(Action.DUNNING_RULE_EDIT)]
Looking = Annotated[SignedInStaff, StaffMay(Action.INVOICE_VIEW)]
Managing = Annotated[SignedInStaff, StaffMay(Action.DUNNING_MANAGE)]
Waiving = Annotated[SignedInStaff, StaffMay(Action.LATE_FEE_WAIVE)]


class RuleBody(Body):
    """`retry_days` are counted from the first failure."""

    retry_days: Annotated[list[int], Field(max_length=15)]
    final_action: Annotated[FinalAction, Field(strict=False)] = FinalAction.CANCEL
    hard_decline: Annotated[HardDecline, Field(strict=False)] = HardDecline.FINAL_ACTION_AT_DEADLINE
    grace_days: Annotated[int, Field(ge=0, le=1000)] = 7
    mails: bool = True

    def rule(self) -> DunningRule:
        """Raises `NotASchedule` and `GraceOutOfRange`."""
        return DunningRule(
            tuple(self.retry_days),
            self.final_action,
            self.hard_decline,
            self.grace_days,
            self.mails,
        )


class NewRuleBody(RuleBody):
    name: Line


class RuleShape(Shape):
    name: str
    retry_days: list[int]
    final_action: str
    hard_decline: str
    grace_days: int
    mails: bool
    subscriptions: int

    @classmethod
    def of(cls, view: RuleView) -> "RuleShape":
        rule = view.rule
        return cls(
            name=view.name,
            retry_days=list(rule.retry_days),
            final_action=rule.final_action,
            hard_decline=rule.hard_decline,
            grace_days=rule.grace_days,
            mails=rule.mails,
            subscriptions=view.uses,
        )


class AssignmentBody(Body):
    """None for the organisation's default."""

    rule: Line | None


class HoldBody(Body):
    until: Annotated[AwareDatetime, Field(strict=False)]


class RunShape(Shape):
    """Tries to charge an invoice, or reminders of one that nobody charges.

    `next` is what happens by itself, and `next_at` when; what is about tries is left out of
    reminders.
    """

    invoice: str
    subscription: str | None
    status: str
    held_until: datetime | None
    next: str | None
    next_at: datetime | None
    final_action: str
    attempts: int | None = None
    first_failure_at: datetime | None = None
    last_try: bool | None = None
    deadline: datetime | None = None

    @classmethod
    def of(cls, row: DunningRow | ReminderRow) -> "RunShape":
        return cls._of_reminders(row) if isinstance(row, ReminderRow) else cls._of_tries(row)

    @classmethod
    def _of_tries(cls, row: DunningRow) -> "RunShape":
        run = row.to_domain()
        step = next_step(run)
        return cls(
            invoice=row.invoice,
            subscription=row.subscription,
            status=run.status,
            held_until=run.held_until,
            next=step.kind if step else None,
            next_at=step.at if step else None,
            final_action=run.rule.final_action,
            attempts=run.attempts,
            first_failure_at=run.first_failure_at,
            last_try=run.last_try,
            deadline=run.deadline,
        )

    @classmethod
    def _of_reminders(cls, row: ReminderRow) -> "RunShape":
        run = row.to_domain()
        step = next_reminder(run)
        return cls(
            invoice=row.invoice,
            subscription=row.subscription,
            status=run.status,
            held_until=row.held_until,
            next=step.kind if step else None,
            next_at=row.next_at,
            final_action=run.ladder.final_action,
        )


@router.get("/dunning-rules")
async def list_rules(staff: RuleLooking) -> Listed[RuleShape]:
    async with staff.parts.open_books() as books:
        views = await rule_views(books)
    return Listed(items=[RuleShape.of(view) for view in views], next=None)


@router.post("/dunning-rules", status_code=201, response_model=RuleShape)
async def create_rule(staff: RuleEditing, key: IdempotencyKey, body: NewRuleBody) -> Response:
    name = (await write_rule(staff, key, body.name, body.rule())).done.key
    return created(await _rule(staff, name), f"/v1/staff/dunning-rules/{name}")


@router.get("/dunning-rules/{code}")
async def show_rule(staff: RuleLooking, code: str) -> RuleShape:
    return await _rule(staff, code)


@router.put("/dunning-rules/{code}")
async def change_rule(
    staff: RuleEditing, key: IdempotencyKey, code: str, body: RuleBody
) -> RuleShape:
    """Runs that have begun keep what the rule said then."""
    name = (await rewrite_rule(staff, key, code, body.rule())).done.key
    return await _rule(staff, name)


@router.delete("/dunning-rules/{code}", status_code=204)
async def remove_rule(staff: RuleEditing, key: IdempotencyKey, code: str) -> None:
    """Only a rule that no subscription has."""
    _ = (await drop_rule(staff, key, code)).done


@router.put("/subscriptions/{number}/dunning-rule")
async def assign_rule(
    staff: Managing, key: IdempotencyKey, number: str, body: AssignmentBody
) -> SubscriptionShape:
    """Dunning that begins from now on follows this rule."""
    number = (await give_rule(staff, key, number, body.rule)).done.key
    async with staff.parts.open_books() as books:
        return SubscriptionShape.of(await find_subscription(books, number))


@router.get("/invoices/{number}/dunning")
async def show_run(staff: Looking, number: str) -> RunShape:
    async with staff.parts.open_books() as books:
        return RunShape.of(await find_run(books, number))


@router.post("/invoices/{number}/dunning/hold")
async def hold(staff: Managing, key: IdempotencyKey, number: str, body: HoldBody) -> Response:
    """Nothing is tried before that moment, which lies before the next renewal."""
    async with staff.parts.open_books() as books:
        row = await find_run(books, number)
    wish = dunning_wish(row, "hold", {"until": body.until.isoformat()})
    return answered(await give(staff, wish, key))


@router.post("/invoices/{number}/dunning/release")
async def release(staff: Managing, key: IdempotencyKey, number: str) -> Response:
    return await _ask(staff, key, number, "release")


@router.post("/invoices/{number}/dunning/stop")
async def stop(staff: Managing, key: IdempotencyKey, number: str) -> Response:
    """The subscription is live again, and the invoice stays due."""
    return await _ask(staff, key, number, "stop")


@router.post("/invoices/{number}/dunning/last-try")
async def last_try(staff: Managing, key: IdempotencyKey, number: str) -> Response:
    """The next try is the last one."""
    return await _ask(staff, key, number, "last_try")


@router.post("/invoices/{number}/waiver")
async def waive_fee(staff: Waiving, key: IdempotencyKey, number: str) -> InvoiceShape:
    """The invoice of a late fee that nobody has to pay: it is void."""
    number = (await waive(staff, key, number)).done.key
    async with staff.parts.open_books() as books:
        return InvoiceShape.of((await invoice_view(books, number)).invoice)


async def _ask(
    staff: SignedInStaff, key: str, number: str, signal: Literal["release", "stop", "last_try"]
) -> Response:
    async with staff.parts.open_books() as books:
        row = await find_run(books, number)
    return answered(await give(staff, dunning_wish(row, signal), key))


async def _rule(staff: SignedInStaff, name: str) -> RuleShape:
    async with staff.parts.open_books() as books:
        return RuleShape.of(await rule_view(books, name))
