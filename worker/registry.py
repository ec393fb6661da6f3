"""Every process and every activity of this product: one line each."""

from collections.abc import Callable, Sequence
from typing import Any

from activities.approvals import ApprovalActivities
from activities.cancellations import CancellationActivities
from activities.deliveries import DeliveryActivities, Means
from activities.dunning import DunningActivities
from activities.invitations import InvitationActivities
from activities.invoicing import InvoiceActivities
from activities.methods import MethodActivities
from activities.pauses import PauseActivities
from activities.payments import PaymentActivities
from activities.processor import ProcessorActivities
from activities.quotes import QuoteActivities
from activities.refund_answers import RefundAnswerActivities
from activities.refunds import RefundActivities
from activities.set_ups import SetUpActivities
from activities.subscriptions import SubscriptionActivities
from activities.trials import TrialActivities
from activities.watches import WatchActivities
from runtime.languages import said_in
from worker.parts import Parts
from workflows.approval import ApprovalWorkflow
from workflows.cancellation import CancellationWorkflow
from workflows.delivery import DeliveryWorkflow
from workflows.dunning import DunningWorkflow
from workflows.invitation import InvitationWorkflow
from workflows.invoice import InvoiceWorkflow
from workflows.method import MethodWorkflow
from workflows.pause import PauseWorkflow
from workflows.payment import PaymentWorkflow
from workflows.quote import QuoteWorkflow
from workflows.refund import RefundWorkflow
from workflows.subscription import SubscriptionWorkflow
from workflows.trial import TrialWorkflow
from workflows.watch import WatchWorkflow

WORKFLOWS: Sequence[type] = (
    ApprovalWorkflow,
    CancellationWorkflow,
    DeliveryWorkflow,
    DunningWorkflow,
    InvitationWorkflow,
    InvoiceWorkflow,
    MethodWorkflow,
    PauseWorkflow,
    PaymentWorkflow,
    QuoteWorkflow,
    RefundWorkflow,
    SubscriptionWorkflow,
    TrialWorkflow,
    WatchWorkflow,
)


def activities_of(parts: Parts) -> Sequence[Callable[..., Any]]:
    """The activities, each holding the connections it needs."""
    approvals = ApprovalActivities(parts.books, parts.post)
    cancellations = CancellationActivities(parts.books, parts.post)
    means = Means(parts.links, parts.archive)
    deliveries = DeliveryActivities(parts.books, parts.post, parts.carrier, means)
    dunning = DunningActivities(parts.books, parts.post)
    invitations = InvitationActivities(parts.books, parts.post)
    invoices = InvoiceActivities(parts.books, parts.post)
    methods = MethodActivities(parts.books, parts.post)
    pauses = PauseActivities(parts.books, parts.post)
    payments = PaymentActivities(parts.books, parts.post, parts.processor.capabilities)
    processor = ProcessorActivities(
        parts.books, parts.post, parts.processor, parts.links.portal, said_in
    )
    quotes = QuoteActivities(parts.books, parts.post)
    refunds = RefundActivities(parts.books, parts.post)
    refund_answers = RefundAnswerActivities(parts.books, parts.post, parts.processor)
    set_ups = SetUpActivities(parts.books, parts.post, parts.processor, parts.links.portal)
    subscriptions = SubscriptionActivities(parts.books, parts.post)
    trials = TrialActivities(parts.books, parts.post)
    return (
        approvals.approval_clock,
        approvals.decide_approval,
        approvals.take_approval_step,
        cancellations.cancellation_clock,
        cancellations.decide_cancellation,
        cancellations.take_cancellation_step,
        deliveries.delivery_clock,
        deliveries.decide_delivery,
        deliveries.send_mail,
        dunning.dunning_clock,
        dunning.decide_dunning,
        dunning.take_dunning_step,
        invitations.invitation_clock,
        invitations.decide_invitation,
        invitations.take_invitation_step,
        invoices.invoice_clock,
        invoices.decide_invoice,
        invoices.take_invoice_step,
        methods.method_clock,
        methods.decide_method,
        methods.take_method_step,
        pauses.pause_clock,
        pauses.decide_pause,
        pauses.take_pause_step,
        payments.payment_clock,
        payments.decide_payment,
        payments.record_answer,
        processor.charge,
        processor.open_page,
        processor.look,
        processor.close_page,
        quotes.quote_clock,
        quotes.decide_quote,
        quotes.take_quote_step,
        refunds.refund_clock,
        refunds.decide_refund,
        refunds.record_refund,
        refund_answers.send_refund,
        refund_answers.look_at_refund,
        set_ups.open_set_up,
        set_ups.look_at_set_up,
        set_ups.close_set_up,
        set_ups.record_set_up,
        subscriptions.subscription_clock,
        subscriptions.decide_subscription,
        subscriptions.take_subscription_step,
        trials.trial_clock,
        trials.decide_trial,
        trials.take_trial_step,
        WatchActivities(parts.books, parts.post).check_books,
    )
