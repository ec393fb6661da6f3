"""Preferences: what staff can set, each with its key, its type and its default.

Stored are the keys that were set (`trial.extend`), read is an attribute of the same name with `_`
for `.` (`preferences.trial_extend`). Every preference is asked when a command is decided, so a
change counts from then on and undoes nothing.
"""
# ruff: noqa: RUF009 - preference() is a dataclass field that knows its key

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Self

from domain.approvals import ApprovalUnit
from domain.cancellations import (
    CancelMode,
    CancelReason,
    CreditUnused,
    OpenInvoices,
    RetentionOffer,
)
from domain.catch_up import CatchUp
from domain.contents import MOST_UNITS
from domain.credit_draws import UseOfCredit
from domain.document_links import MOST_LINK_DAYS
from domain.dunning_rules import MOST_GRACE_DAYS, DunningRule, FinalAction, HardDecline
from domain.edit_rules import DowngradeWhen, EditWhen, PlanEditing, TrialBehaviour
from domain.forwarding import Recipients
from domain.invoice_drafts import MOST_GRACE_HOURS
from domain.money import Money
from domain.notifications import NotificationKind
from domain.pause_schedules import PauseWhen
from domain.pauses import ResumePolicy
from domain.preference_types import (
    AMOUNTS,
    CODES,
    RETRY_DAYS,
    BadPreference,
    PreferenceKey,
    PreferenceType,
    Reader,
    UnknownPreference,
    choice,
    number,
    preference,
    rising_days,
    some_of,
    text,
)
from domain.proration import ProrationMethod
from domain.quote_conversions import OnAcceptance
from domain.quote_steps import MOST_REMIND_DAYS, MOST_USUAL_DAYS
from domain.reminders import MOST_DAYS
from domain.shipment_mails import ShipmentMail
from domain.signatures import SignatureAsked
from domain.trials import WithoutMethod

__all__ = ["BadPreference", "PreferenceKey", "PreferenceType", "Preferences", "UnknownPreference"]


@dataclass(frozen=True, kw_only=True)
class Preferences:
    """What the organisation has set, and the defaults of everything else.

    A number of days is 0 for never, `pause_max_days` 0 for no limit. `edit_allowed_plans` are the
    plans that can be changed to, none for all. `invoices_net_days` is how long an invoice that is
    not charged automatically may remain unpaid. `late_fee_basis_points` are hundredths of a percent
    of what is owed.
    """

    portal_banner_message: str = preference("portal.banner_message", "", text(1000))
    portal_self_signup: bool = preference("portal.self_signup", False)
    login_session_hours: int = preference("login.session_hours", 12, number(1, 720))
    invite_valid_days: int = preference("invite.valid_days", 7, number(1, 60))
    view_subscriptions: bool = preference("view.subscriptions", True)
    view_credit_notes: bool = preference("view.credit_notes", False)
    view_statements: bool = preference("view.statements", True)
    view_projects: bool = preference("view.projects", False)
    timesheets_customer_approval_enabled: bool = preference(
        "timesheets.customer_approval.enabled", False
    )
    timesheets_unit: ApprovalUnit = preference(
        "timesheets.unit", ApprovalUnit.SHEET, choice(ApprovalUnit)
    )
    timesheets_reminder_days: tuple[int, ...] = preference(
        "timesheets.reminder_days", (3, 7), rising_days(60)
    )
    timesheets_mails: bool = preference("timesheets.mails", True)
    timesheets_require_signature: SignatureAsked = preference(
        "timesheets.require_signature", SignatureAsked.OFF, choice(SignatureAsked)
    )
    forwarding_enabled: bool = preference("forwarding.enabled", True)
    forwarding_recipients: Recipients = preference(
        "forwarding.recipients", Recipients.CONTACTS_ONLY, choice(Recipients)
    )
    public_links_enabled: bool = preference("public_links.enabled", True)
    public_links_identity_check: bool = preference("public_links.identity_check", True)
    public_links_valid_days: int = preference(
        "public_links.valid_days", 90, number(1, MOST_LINK_DAYS)
    )
    view_quotes: bool = preference("view.quotes", True)
    view_sales_orders: bool = preference("view.sales_orders", False)
    sales_orders_mails: tuple[ShipmentMail, ...] = preference(
        "sales_orders.mails", tuple(ShipmentMail), some_of(ShipmentMail, least=0)
    )
    quotes_valid_days: int = preference("quotes.valid_days", 30, number(0, MOST_USUAL_DAYS))
    quotes_remind_days: int = preference("quotes.remind_days", 3, number(0, MOST_REMIND_DAYS))
    quotes_expire_inclusive: bool = preference("quotes.expire_inclusive", True)
    quotes_accept_expired: bool = preference("quotes.accept_expired", False)
    quotes_edit_accepted: bool = preference("quotes.edit_accepted", False)
    quotes_accept_by_link: bool = preference("quotes.accept_by_link", False)
    quotes_require_signature: SignatureAsked = preference(
        "quotes.require_signature", SignatureAsked.OFF, choice(SignatureAsked)
    )
    quotes_terms_tick: bool = preference("quotes.terms_tick", False)
    quotes_purchase_order: bool = preference("quotes.purchase_order", False)
    quotes_decline_reason_required: bool = preference("quotes.decline_reason_required", True)
    quotes_mail_acceptance: bool = preference("quotes.mail_acceptance", True)
    quotes_convert: OnAcceptance = preference(
        "quotes.convert", OnAcceptance.MANUAL, choice(OnAcceptance)
    )
    quotes_retainer_on_accept: bool = preference("quotes.retainer_on_accept", False)
    quotes_retainer_percent: int = preference("quotes.retainer_percent", 30, number(1, 100))
    edit_customer_details: bool = preference("edit.customer_details", True)
    edit_payment_methods: bool = preference("edit.payment_methods", True)
    taxes_reverse_charge: bool = preference("taxes.reverse_charge", False)
    payments_bulk_pay: bool = preference("payments.bulk_pay", True)
    payments_prevent_duplicates: bool = preference("payments.prevent_duplicates", True)
    trial_activate: bool = preference("trial.activate", False)
    trial_extend: bool = preference("trial.extend", False)
    trial_max_extensions: int = preference("trial.max_extensions", 1, number(0, 100))
    trial_cancel: bool = preference("trial.cancel", False)
    trial_end_without_method: WithoutMethod = preference(
        "trial.end_without_method", WithoutMethod.EXPIRE, choice(WithoutMethod)
    )
    edit_enabled: bool = preference("edit.enabled", False)
    edit_plan: PlanEditing = preference("edit.plan", PlanEditing.BOTH, choice(PlanEditing))
    edit_allowed_plans: tuple[str, ...] = preference("edit.allowed_plans", (), CODES)
    edit_interval_change: bool = preference("edit.interval_change", True)
    edit_quantity_min: int = preference("edit.quantity_min", 1, number(1, MOST_UNITS))
    edit_quantity_max: int = preference("edit.quantity_max", MOST_UNITS, number(1, MOST_UNITS))
    edit_addons_add: bool = preference("edit.addons_add", True)
    edit_addons_remove: bool = preference("edit.addons_remove", True)
    edit_coupons: bool = preference("edit.coupons", True)
    edit_when: EditWhen = preference("edit.when", EditWhen.CUSTOMER_CHOICE, choice(EditWhen))
    edit_downgrade_when: DowngradeWhen = preference(
        "edit.downgrade_when", DowngradeWhen.END_OF_TERM, choice(DowngradeWhen)
    )
    edit_trial_behaviour: TrialBehaviour = preference(
        "edit.trial_behaviour", TrialBehaviour.END, choice(TrialBehaviour)
    )
    proration_method: ProrationMethod = preference(
        "proration.method", ProrationMethod.DAYS, choice(ProrationMethod)
    )
    autocharge_toggle: bool = preference("autocharge.toggle", False)
    pause_enabled: bool = preference("pause.enabled", False)
    pause_when: tuple[PauseWhen, ...] = preference(
        "pause.when", (PauseWhen.END_OF_TERM, PauseWhen.DATE), some_of(PauseWhen)
    )
    pause_max_days: int = preference("pause.max_days", 0, number(0, 3650))
    pause_credit_note: bool = preference("pause.credit_note", False)
    pause_resume_policy: ResumePolicy = preference(
        "pause.resume_policy", ResumePolicy.CONTINUE, choice(ResumePolicy)
    )
    resume_enabled: bool = preference("resume.enabled", False)
    cancel_enabled: bool = preference("cancel.enabled", False)
    cancel_modes: tuple[CancelMode, ...] = preference(
        "cancel.modes", (CancelMode.END_OF_TERM,), some_of(CancelMode)
    )
    cancel_reasons: tuple[CancelReason, ...] = preference(
        "cancel.reasons", tuple(CancelReason), some_of(CancelReason)
    )
    cancel_reason_required: bool = preference("cancel.reason_required", False)
    cancel_retention_offer: RetentionOffer = preference(
        "cancel.retention_offer", RetentionOffer.NONE, choice(RetentionOffer)
    )
    cancel_retention_coupon: str = preference("cancel.retention_coupon", "", text(40))
    cancel_credit_unused: CreditUnused = preference(
        "cancel.credit_unused", CreditUnused.NONE, choice(CreditUnused)
    )
    cancel_open_invoices: OpenInvoices = preference(
        "cancel.open_invoices", OpenInvoices.LEAVE, choice(OpenInvoices)
    )
    reactivate_enabled: bool = preference("reactivate.enabled", False)
    reactivate_in_term_after_dunning: bool = preference("reactivate.in_term_after_dunning", True)
    dunning_retry_days: tuple[int, ...] = preference("dunning.retry_days", (1, 3, 7), RETRY_DAYS)
    dunning_final_action: FinalAction = preference(
        "dunning.final_action", FinalAction.CANCEL, choice(FinalAction)
    )
    dunning_hard_decline: HardDecline = preference(
        "dunning.hard_decline", HardDecline.FINAL_ACTION_AT_DEADLINE, choice(HardDecline)
    )
    dunning_grace_days: int = preference("dunning.grace_days", 7, number(0, MOST_GRACE_DAYS))
    dunning_mails: bool = preference("dunning.mails", True)
    reminders_enabled: bool = preference("reminders.enabled", True)
    reminders_before_days: int = preference("reminders.before_days", 3, number(0, MOST_DAYS))
    reminders_on_due_day: bool = preference("reminders.on_due_day", True)
    reminders_after_days: tuple[int, ...] = preference(
        "reminders.after_days", (7, 14), rising_days(MOST_DAYS - 1)
    )
    reminders_final_day: int = preference("reminders.final_day", 30, number(0, MOST_DAYS - 1))
    reminders_final_action: FinalAction = preference(
        "reminders.final_action", FinalAction.KEEP_LIVE, choice(FinalAction)
    )
    reminders_final_action_day: int = preference(
        "reminders.final_action_day", 45, number(1, MOST_DAYS)
    )
    late_fee_after_days: int = preference("late_fee.after_days", 0, number(0, MOST_DAYS))
    late_fee_basis_points: int = preference("late_fee.basis_points", 0, number(0, 10_000))
    late_fee_amounts: tuple[Money, ...] = preference("late_fee.amounts", (), AMOUNTS)
    methods_expiry_notice_days: int = preference("methods.expiry_notice_days", 30, number(0, 120))
    renewal_notice_days: int = preference("renewal.notice_days", 3, number(0, 60))
    renewal_catch_up: CatchUp = preference("renewal.catch_up", CatchUp.BILL, choice(CatchUp))
    payments_partial: bool = preference("payments.partial", False)
    payments_partial_min: tuple[Money, ...] = preference("payments.partial_min", (), AMOUNTS)
    payments_overpay: bool = preference("payments.overpay", False)
    credits_use: UseOfCredit = preference("credits.use", UseOfCredit.ALWAYS, choice(UseOfCredit))
    sign_offs_limits: tuple[Money, ...] = preference("sign_offs.limits", (), AMOUNTS)
    staff_in_app: tuple[NotificationKind, ...] = preference(
        "staff.in_app", tuple(NotificationKind), some_of(NotificationKind)
    )
    staff_email: tuple[NotificationKind, ...] = preference(
        "staff.email", (), some_of(NotificationKind, least=0)
    )
    customer_on_staff_comment: bool = preference("customer.on_staff_comment", False)
    taxes_required: bool = preference("taxes.required", False)
    refunds_agent_limits: tuple[Money, ...] = preference("refunds.agent_limits", (), AMOUNTS)
    invoices_net_days: int = preference("invoices.net_days", 14, number(0, 365))
    invoices_grace_hours: int = preference("invoices.grace_hours", 0, number(0, MOST_GRACE_HOURS))

    @classmethod
    def keys(cls) -> tuple[PreferenceKey, ...]:
        """Every preference there is."""
        return tuple(
            PreferenceKey(
                each.metadata["key"], reader.type, each.default, each.name, reader.choices
            )
            for each in fields(cls)
            for reader in [each.metadata["reader"]]
        )

    @classmethod
    def from_stored(cls, stored: Mapping[str, object]) -> Self:
        """The preferences with what is stored. Raises `UnknownPreference` and `BadPreference`."""
        known = {each.metadata["key"]: each for each in fields(cls)}
        values: dict[str, object] = {}
        for key, value in stored.items():
            if key not in known:
                raise UnknownPreference(key=key)
            reader: Reader = known[key].metadata["reader"]
            values[known[key].name] = reader.read(key, value)
        return cls(**values)  # type: ignore[arg-type]  # each reader gives its own field's type

    @property
    def dunning_rule(self) -> DunningRule:
        """The rule of subscriptions that were assigned none."""
        return DunningRule(
            self.dunning_retry_days,
            self.dunning_final_action,
            self.dunning_hard_decline,
            self.dunning_grace_days,
            self.dunning_mails,
        )
