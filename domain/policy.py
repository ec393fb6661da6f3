"""Policy: who may do what, one row of a table for each action. What is not in it is denied.

A preference of the organisation can switch an action off for those outside: customers and whoever
holds a link. It never binds staff. Whether an object belongs to the customer who asks, and whether
its state allows the action, is asked where the object is read.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from domain.preferences import Preferences


class Role(StrEnum):
    ANONYMOUS = "anonymous"
    LINK_HOLDER = "link_holder"
    CONTACT = "contact"
    PRIMARY_CONTACT = "primary_contact"
    SUPPORT = "support"
    BILLING_AGENT = "billing_agent"
    FINANCE_MANAGER = "finance_manager"
    ADMIN = "admin"
    AUDITOR = "auditor"
    SYSTEM = "system"


class Action(StrEnum):
    LOGIN = "login"
    PASSWORD_RESET = "password.reset"  # noqa: S105 (the name of an action, no password)
    PASSWORD_SET = "password.set"  # noqa: S105 (the name of an action, no password)
    PASSWORD_CHANGE_OWN = "password.change_own"  # noqa: S105 (the name of an action, no password)
    SESSION_OWN = "session.own"
    INVITATION_VIEW = "invitation.view"
    INVITATION_ACCEPT = "invitation.accept"
    INVITATION_MANAGE = "invitation.manage"
    PORTAL_SIGN_UP = "portal.sign_up"
    PORTAL_MANAGE = "portal.manage"
    DASHBOARD_VIEW = "dashboard.view"
    CONSOLE_VIEW = "console.view"
    CUSTOMER_VIEW = "customer.view"
    CUSTOMER_EDIT = "customer.edit"
    CUSTOMER_CREATE = "customer.create"
    PLAN_VIEW = "plan.view"
    PLAN_EDIT = "plan.edit"
    ADDON_VIEW = "addon.view"
    ADDON_EDIT = "addon.edit"
    COUPON_VIEW = "coupon.view"
    COUPON_EDIT = "coupon.edit"
    SUBSCRIPTION_VIEW = "subscription.view"
    SUBSCRIPTION_CREATE = "subscription.create"
    SUBSCRIPTION_AUTO_CHARGE = "subscription.auto_charge"
    SUBSCRIPTION_EDIT = "subscription.edit"
    SUBSCRIPTION_PAUSE = "subscription.pause"
    SUBSCRIPTION_RESUME = "subscription.resume"
    SUBSCRIPTION_CANCEL = "subscription.cancel"
    SUBSCRIPTION_UNSCHEDULE = "subscription.unschedule"
    SUBSCRIPTION_REACTIVATE = "subscription.reactivate"
    SUBSCRIPTION_CATCH_UP = "subscription.catch_up"
    TRIAL_ACTIVATE = "trial.activate"
    TRIAL_EXTEND = "trial.extend"
    TRIAL_CANCEL = "trial.cancel"
    INVOICE_VIEW = "invoice.view"
    INVOICE_ISSUE = "invoice.issue"
    INVOICE_VOID = "invoice.void"
    INVOICE_WRITE_OFF = "invoice.write_off"
    INVOICE_PAY = "invoice.pay"
    INVOICE_PAY_ALL = "invoice.pay_all"
    PAYMENT_VIEW = "payment.view"
    STATEMENT_VIEW = "statement.view"
    CREDIT_NOTE_VIEW = "credit_note.view"
    QUOTE_VIEW = "quote.view"
    QUOTE_ANSWER = "quote.answer"
    QUOTE_ANSWER_BY_LINK = "quote.answer_by_link"
    QUOTE_EDIT = "quote.edit"
    DOCUMENT_VERIFY = "document.verify"
    DOCUMENT_FORWARD = "document.forward"
    DOCUMENT_LINK_OPEN = "document_link.open"
    DOCUMENT_LINK_PAY = "document_link.pay"
    DOCUMENT_LINK_MANAGE = "document_link.manage"
    ORGANISATION_VIEW = "organisation.view"
    ORGANISATION_EDIT = "organisation.edit"
    PAYMENT_METHOD_SEE = "payment_method.see"
    PAYMENT_METHOD_EDIT = "payment_method.edit"
    PAYMENT_METHOD_ASSIGN = "payment_method.assign"
    PAYMENT_METHOD_REMOVE = "payment_method.remove"
    PAYMENT_METHOD_ALLOW = "payment_method.allow"
    DUNNING_MANAGE = "dunning.manage"
    DUNNING_RULE_VIEW = "dunning_rule.view"
    DUNNING_RULE_EDIT = "dunning_rule.edit"
    LATE_FEE_WAIVE = "late_fee.waive"
    JOURNAL_VIEW = "journal.view"
    BOOKS_LOCK = "books.lock"
    BOOKS_UNLOCK = "books.unlock"
    NOTIFICATION_READ = "notification.read"
    PAYMENT_RECORD = "payment.record"
    REFUND_CREATE = "refund.create"
    SIGN_OFF_VIEW = "sign_off.view"
    SIGN_OFF_DECIDE = "sign_off.decide"
    CREDIT_NOTE_ISSUE = "credit_note.issue"
    CREDIT_NOTE_VOID = "credit_note.void"
    CREDIT_USE = "credit.use"
    RETAINER_VIEW = "retainer.view"
    RETAINER_DRAW = "retainer.draw"
    SALES_ORDER_VIEW = "sales_order.view"
    SALES_ORDER_EDIT = "sales_order.edit"
    COMMENT_VIEW = "comment.view"
    COMMENT_WRITE = "comment.write"
    COMMENT_INTERNAL_VIEW = "comment.internal.view"
    PROJECT_VIEW = "project.view"
    PROJECT_EDIT = "project.edit"
    TIME_LOG = "time.log"
    TIMESHEET_SUBMIT = "timesheet.submit"
    TIMESHEET_DECIDE = "timesheet.decide"
    TIMESHEET_MARK = "timesheet.mark"
    PROCESS_VIEW = "process.view"
    COMMAND_VIEW = "command.view"
    PREFERENCES_VIEW = "preferences.view"
    PREFERENCES_EDIT = "preferences.edit"
    PARKED_RESOLVE = "parked.resolve"
    HEALTH_VIEW = "health.view"
    PROCESSOR_EVENT_POST = "processor_event.post"


_ANYBODY = frozenset(Role) - {Role.SYSTEM}
_CONTACTS = frozenset({Role.CONTACT, Role.PRIMARY_CONTACT})
_CLERKS = frozenset({Role.BILLING_AGENT, Role.FINANCE_MANAGER, Role.ADMIN})
_FINANCE = frozenset({Role.FINANCE_MANAGER, Role.ADMIN})
_STAFF = _CLERKS | {Role.SUPPORT, Role.AUDITOR}
_SIGNED_IN = _CONTACTS | _STAFF
_SYSTEM = frozenset({Role.SYSTEM})
_OUTSIDE = _CONTACTS | {Role.ANONYMOUS, Role.LINK_HOLDER}


@dataclass(frozen=True)
class Rule:
    """Who may, and the preference (an attribute) that can switch it off for those outside."""

    roles: frozenset[Role]
    preference: str | None = None


POLICY: Mapping[Action, Rule] = MappingProxyType(
    {
        Action.LOGIN: Rule(_ANYBODY),
        Action.PASSWORD_RESET: Rule(_ANYBODY),
        Action.PASSWORD_SET: Rule(frozenset({Role.LINK_HOLDER})),
        Action.PASSWORD_CHANGE_OWN: Rule(_SIGNED_IN),
        Action.SESSION_OWN: Rule(_SIGNED_IN),
        Action.INVITATION_VIEW: Rule(frozenset({Role.LINK_HOLDER})),
        Action.INVITATION_ACCEPT: Rule(frozenset({Role.LINK_HOLDER})),
        Action.INVITATION_MANAGE: Rule(_CLERKS),
        Action.PORTAL_SIGN_UP: Rule(frozenset({Role.ANONYMOUS}), "portal_self_signup"),
        Action.PORTAL_MANAGE: Rule(_CLERKS),
        Action.DASHBOARD_VIEW: Rule(_SIGNED_IN),
        Action.CONSOLE_VIEW: Rule(_STAFF),
        Action.CUSTOMER_VIEW: Rule(_SIGNED_IN | _SYSTEM),
        Action.CUSTOMER_EDIT: Rule(_CONTACTS | _CLERKS, "edit_customer_details"),
        Action.CUSTOMER_CREATE: Rule(_CLERKS),
        Action.PLAN_VIEW: Rule(_STAFF),
        Action.PLAN_EDIT: Rule(_FINANCE),
        Action.ADDON_VIEW: Rule(_STAFF),
        Action.ADDON_EDIT: Rule(_FINANCE),
        Action.COUPON_VIEW: Rule(_STAFF),
        Action.COUPON_EDIT: Rule(_FINANCE),
        Action.SUBSCRIPTION_VIEW: Rule(_SIGNED_IN | _SYSTEM, "view_subscriptions"),
        Action.SUBSCRIPTION_CREATE: Rule(_CLERKS),
        Action.SUBSCRIPTION_AUTO_CHARGE: Rule(_CONTACTS | _CLERKS, "autocharge_toggle"),
        Action.SUBSCRIPTION_EDIT: Rule(_CONTACTS | _CLERKS | _SYSTEM, "edit_enabled"),
        Action.SUBSCRIPTION_PAUSE: Rule(_CONTACTS | _CLERKS | _SYSTEM, "pause_enabled"),
        Action.SUBSCRIPTION_RESUME: Rule(_CONTACTS | _CLERKS | _SYSTEM, "resume_enabled"),
        Action.SUBSCRIPTION_CANCEL: Rule(_CONTACTS | _CLERKS | _SYSTEM, "cancel_enabled"),
        # Who may cancel may also take it back.
        Action.SUBSCRIPTION_UNSCHEDULE: Rule(_CONTACTS | _CLERKS | _SYSTEM, "cancel_enabled"),
        Action.SUBSCRIPTION_REACTIVATE: Rule(_CONTACTS | _CLERKS | _SYSTEM, "reactivate_enabled"),
        Action.SUBSCRIPTION_CATCH_UP: Rule(_FINANCE),
        Action.TRIAL_ACTIVATE: Rule(_CONTACTS | _CLERKS, "trial_activate"),
        Action.TRIAL_EXTEND: Rule(_CONTACTS | _CLERKS, "trial_extend"),
        Action.TRIAL_CANCEL: Rule(_CONTACTS | _CLERKS | _SYSTEM, "trial_cancel"),
        Action.INVOICE_VIEW: Rule(_SIGNED_IN | _SYSTEM),
        Action.INVOICE_ISSUE: Rule(_CLERKS | _SYSTEM),
        Action.INVOICE_VOID: Rule(_FINANCE),
        Action.INVOICE_WRITE_OFF: Rule(_FINANCE),
        # Staff record money that came in otherwise; they never pay as if they were the customer.
        Action.INVOICE_PAY: Rule(_CONTACTS | _SYSTEM),
        Action.INVOICE_PAY_ALL: Rule(_CONTACTS, "payments_bulk_pay"),
        Action.PAYMENT_VIEW: Rule(_SIGNED_IN),
        Action.CREDIT_NOTE_VIEW: Rule(_SIGNED_IN, "view_credit_notes"),
        Action.QUOTE_VIEW: Rule(_SIGNED_IN | _SYSTEM, "view_quotes"),
        # Whoever is offered something answers; staff never do it for them.
        Action.QUOTE_ANSWER: Rule(_CONTACTS, "view_quotes"),
        Action.QUOTE_ANSWER_BY_LINK: Rule(frozenset({Role.LINK_HOLDER}), "quotes_accept_by_link"),
        Action.QUOTE_EDIT: Rule(_CLERKS | _SYSTEM),
        Action.STATEMENT_VIEW: Rule(_SIGNED_IN | _SYSTEM, "view_statements"),
        # Whoever holds a document in their hands; what it says is the key.
        Action.DOCUMENT_VERIFY: Rule(_ANYBODY),
        # The customer's main contact person answers for whom its documents go to.
        Action.DOCUMENT_FORWARD: Rule(_CLERKS | {Role.PRIMARY_CONTACT}, "forwarding_enabled"),
        Action.DOCUMENT_LINK_OPEN: Rule(frozenset({Role.LINK_HOLDER}), "public_links_enabled"),
        Action.DOCUMENT_LINK_PAY: Rule(frozenset({Role.LINK_HOLDER}), "public_links_enabled"),
        Action.DOCUMENT_LINK_MANAGE: Rule(_CLERKS),
        Action.ORGANISATION_VIEW: Rule(_STAFF),
        Action.ORGANISATION_EDIT: Rule(frozenset({Role.ADMIN})),
        Action.PAYMENT_METHOD_SEE: Rule(_SIGNED_IN | _SYSTEM),
        # A method is given by whose it is, and nobody else; staff choose among those that are kept.
        Action.PAYMENT_METHOD_EDIT: Rule(_CONTACTS, "edit_payment_methods"),
        Action.PAYMENT_METHOD_ASSIGN: Rule(_CONTACTS | _CLERKS, "edit_payment_methods"),
        Action.PAYMENT_METHOD_REMOVE: Rule(_CONTACTS | _CLERKS, "edit_payment_methods"),
        Action.PAYMENT_METHOD_ALLOW: Rule(_CLERKS),
        Action.DUNNING_MANAGE: Rule(_CLERKS),
        Action.DUNNING_RULE_VIEW: Rule(_STAFF),
        Action.DUNNING_RULE_EDIT: Rule(_FINANCE),
        Action.LATE_FEE_WAIVE: Rule(_FINANCE),
        Action.JOURNAL_VIEW: Rule(_STAFF - {Role.SUPPORT}),
        Action.BOOKS_LOCK: Rule(_FINANCE),
        Action.BOOKS_UNLOCK: Rule(frozenset({Role.ADMIN})),
        # What one has read, nobody is shown any more: auditors change nothing.
        Action.NOTIFICATION_READ: Rule(_CLERKS | {Role.SUPPORT}),
        Action.PAYMENT_RECORD: Rule(_CLERKS),
        # Billing agents up to the limit of the preferences.
        Action.REFUND_CREATE: Rule(_CLERKS),
        Action.SIGN_OFF_VIEW: Rule(_STAFF),
        # Whoever decides must be allowed to do the deed, too, and have not asked for it.
        Action.SIGN_OFF_DECIDE: Rule(_FINANCE),
        Action.CREDIT_NOTE_ISSUE: Rule(_FINANCE),
        Action.CREDIT_NOTE_VOID: Rule(_FINANCE),
        Action.CREDIT_USE: Rule(_CONTACTS | _CLERKS),
        Action.RETAINER_VIEW: Rule(_SIGNED_IN | _SYSTEM),
        Action.RETAINER_DRAW: Rule(_CLERKS),
        Action.SALES_ORDER_VIEW: Rule(_SIGNED_IN, "view_sales_orders"),
        Action.SALES_ORDER_EDIT: Rule(_CLERKS),
        # Of those that are shown, and as far as the document is.
        Action.COMMENT_VIEW: Rule(_SIGNED_IN),
        Action.COMMENT_WRITE: Rule(_CONTACTS | _CLERKS),
        Action.COMMENT_INTERNAL_VIEW: Rule(_STAFF),
        Action.PROJECT_VIEW: Rule(_SIGNED_IN | _SYSTEM, "view_projects"),
        Action.PROJECT_EDIT: Rule(_CLERKS),
        Action.TIME_LOG: Rule(_CLERKS),
        Action.TIMESHEET_SUBMIT: Rule(_CLERKS | _SYSTEM),
        # Customers decide; staff only write down how a customer has decided elsewhere.
        Action.TIMESHEET_DECIDE: Rule(_CONTACTS, "view_projects"),
        Action.TIMESHEET_MARK: Rule(_CLERKS),
        Action.PROCESS_VIEW: Rule(_STAFF),
        # A contact sees what they asked for themselves. Support reads objects, not the trail.
        Action.COMMAND_VIEW: Rule(_SIGNED_IN - {Role.SUPPORT}),
        Action.PREFERENCES_VIEW: Rule(_STAFF),
        Action.PREFERENCES_EDIT: Rule(frozenset({Role.ADMIN})),
        Action.PARKED_RESOLVE: Rule(_CLERKS),
        Action.HEALTH_VIEW: Rule(_ANYBODY),
        # Nobody is signed in there: the event's signature is what lets it in.
        Action.PROCESSOR_EVENT_POST: Rule(frozenset({Role.ANONYMOUS})),
    }
)


def may(role: Role, action: Action, preferences: Preferences) -> bool:
    """Whether the role may do it, as the organisation has set its preferences."""
    rule = POLICY.get(action)
    if rule is None or role not in rule.roles:
        return False
    if rule.preference is None or role not in _OUTSIDE:
        return True
    return getattr(preferences, rule.preference) is True


def actions_of(role: Role) -> frozenset[Action]:
    """What the role may do when no preference switches anything off."""
    return frozenset(action for action, rule in POLICY.items() if role in rule.roles)
