"""Every process and every activity of this product: one line each."""

from collections.abc import Callable, Sequence
from typing import Any

from activities.deliveries import DeliveryActivities
from activities.dunning import DunningActivities
from activities.invitations import InvitationActivities
from activities.payments import PaymentActivities
from activities.processor import ProcessorActivities
from activities.subscriptions import SubscriptionActivities
from activities.trials import TrialActivities
from runtime.languages import said_in
from worker.parts import Parts
from workflows.delivery import DeliveryWorkflow
from workflows.dunning import DunningWorkflow
from workflows.invitation import InvitationWorkflow
from workflows.payment import PaymentWorkflow
from workflows.subscription import SubscriptionWorkflow
from workflows.trial import TrialWorkflow

WORKFLOWS: Sequence[type] = (
    DeliveryWorkflow,
    DunningWorkflow,
    InvitationWorkflow,
    PaymentWorkflow,
    SubscriptionWorkflow,
    TrialWorkflow,
)


def activities_of(parts: Parts) -> Sequence[Callable[..., Any]]:
    """The activities, each holding the connections it needs."""
    deliveries = DeliveryActivities(parts.books, parts.post, parts.carrier, parts.links)
    dunning = DunningActivities(parts.books, parts.post)
    invitations = InvitationActivities(parts.books, parts.post)
    payments = PaymentActivities(parts.books, parts.post)
    processor = ProcessorActivities(
        parts.books, parts.post, parts.processor, parts.links.portal, said_in
    )
    subscriptions = SubscriptionActivities(parts.books, parts.post)
    trials = TrialActivities(parts.books, parts.post)
    return (
        deliveries.delivery_clock,
        deliveries.decide_delivery,
        deliveries.send_mail,
        dunning.dunning_clock,
        dunning.decide_dunning,
        dunning.take_dunning_step,
        invitations.invitation_clock,
        invitations.decide_invitation,
        invitations.take_invitation_step,
        payments.payment_clock,
        payments.decide_payment,
        payments.record_answer,
        processor.charge,
        processor.open_page,
        processor.look,
        processor.close_page,
        subscriptions.subscription_clock,
        subscriptions.decide_subscription,
        subscriptions.take_subscription_step,
        trials.trial_clock,
        trials.decide_trial,
        trials.take_trial_step,
    )
