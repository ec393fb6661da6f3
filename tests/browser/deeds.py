"""What staff do for a customer before a journey begins, on the pages where they do it."""

from dataclasses import dataclass

from playwright.async_api import Locator

from tests.browser.person import Person


@dataclass(frozen=True)
class NewCustomer:
    """Somebody whom the house did not know yet."""

    company: str
    name: str
    email: str
    password: str = "eleven purple kettles sing"


async def create_customer(staff: Person, new: NewCustomer) -> None:
    """Create the customer with a contact person who is let into the portal."""
    await staff.opens("/console/customers")
    await staff.sees("Customers")
    await staff.clicks("New customer")
    await staff.sees("New customer")
    await staff.fills("Name", new.company)
    await staff.chooses("Country", "IE")
    await staff.chooses("Billing time zone", "Europe/Dublin")
    await staff.fills("Full name", new.name)
    await staff.fills("E-mail", new.email)
    await staff.ticks("Allow portal access")
    await staff.clicks("Create customer")
    await staff.sees(new.company)
    await staff.reads("The customer was created.")
    await staff.reads(new.email)


async def sell(staff: Person, plan: str, charged_to: str = "") -> str:
    """A subscription for the customer whose page staff look at. Its number."""
    await staff.clicks("New subscription")
    await staff.sees("New subscription")
    await _choose(staff.field("Plan"), plan)
    if charged_to:
        await staff.ticks("Charge automatically")
        await _choose(staff.field("Payment method"), charged_to)
    await staff.clicks("Create subscription")
    await staff.sees(plan)
    await staff.misses("It is being begun")
    await staff.looks()
    return staff.page.url.split("/")[-1].split("?")[0]


async def accept(guest: Person, new: NewCustomer) -> None:
    """Follow the invitation in the mail, choose a password and sign in with it."""
    await guest.opens_mail(new.email, "invites you to its customer portal")
    await guest.clicks_in_mail("Accept invitation")
    await guest.sees("Choose your password")
    await guest.reads(new.company)
    await guest.fills("New password", new.password)
    await guest.clicks("Set password")
    await guest.sees("Sign in")
    await guest.reads("Your password is set.")
    await guest.signs_in(new.email, new.password)


async def _choose(field: Locator, words: str) -> None:
    """The first of the choices that has these words."""
    choice = field.locator("option").filter(has_text=words).first
    await field.select_option(await choice.get_attribute("value"))
