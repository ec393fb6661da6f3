"""What is wrong with our account at Stripe: the key, the account, and who is told of events."""

from collections.abc import Sequence
from dataclasses import dataclass

import stripe
from stripe import StripeClient

from gateways.stripe_calls import stripe_client
from gateways.stripe_events import EVENTS
from runtime.processors import is_for_play
from runtime.settings import Environment, Settings

_PART = "Payment processor"
_EVENTS_PART = "Payment events"
_NOT_ALLOWED = "the key may not look at it"


@dataclass(frozen=True)
class Remark:
    """What was found; a remedy is there exactly if something is wrong."""

    part: str
    found: str
    remedy: str = ""


async def examine_stripe(settings: Settings) -> Sequence[Remark]:
    """Ask Stripe for nothing but how our account stands."""
    async with stripe_client(settings.processor_key, settings.processor_url) as client:
        account = await _account(client, settings)
        return [account] if account.remedy else [account, await _endpoint(client, settings)]


async def _account(client: StripeClient, settings: Settings) -> Remark:
    try:
        account = await client.v1.accounts.retrieve_current_async()
    except stripe.AuthenticationError:
        return Remark(_PART, "Stripe refuses the key", "Enter BACKOFFICE_PROCESSOR_KEY again.")
    except stripe.PermissionError:
        return _of_key(settings, "the key is restricted")
    except stripe.StripeError as error:
        found = f"Stripe does not answer: {type(error.__cause__ or error).__name__}"
        return Remark(_PART, found, "Check BACKOFFICE_PROCESSOR_URL and the way out to it.")
    if not account.charges_enabled:
        remedy = "Finish the account's activation in Stripe's dashboard."
        return Remark(_PART, f"Stripe account {account.id} may not charge", remedy)
    return _of_key(settings, f"account {account.id}")


def _of_key(settings: Settings, found: str) -> Remark:
    if not is_for_play(settings.processor_key):
        return Remark(_PART, f"Stripe, {found}")
    in_production = settings.environment is Environment.PRODUCTION
    remedy = "No money moves with this key. Use a live one." if in_production else ""
    return Remark(_PART, f"Stripe's sandbox, {found}", remedy)


async def _endpoint(client: StripeClient, settings: Settings) -> Remark:
    url = settings.processor_events_url
    try:
        found = await client.v1.webhook_endpoints.list_async({"limit": 100})
    except stripe.PermissionError:
        return Remark(_EVENTS_PART, _NOT_ALLOWED)
    except stripe.StripeError as error:
        return Remark(_EVENTS_PART, type(error).__name__, "Try again.")
    ours = [each for each in found.data if each.url == url and each.status == "enabled"]
    if not ours:
        remedy = "Add it in Stripe's dashboard, and its secret as BACKOFFICE_PROCESSOR_SECRET."
        return Remark(_EVENTS_PART, f"Stripe tells nobody at {url}", remedy)
    told = {event for each in ours for event in each.enabled_events}
    missing = [] if "*" in told else [event for event in EVENTS if event not in told]
    if missing:
        remedy = f"Add to the endpoint in Stripe's dashboard: {', '.join(missing)}."
        return Remark(_EVENTS_PART, f"{url} is not told of everything", remedy)
    return Remark(_EVENTS_PART, f"Stripe tells {url}")
