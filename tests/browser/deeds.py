"""What staff do for a customer before a journey begins, on the pages where they do it."""

from dataclasses import dataclass

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


async def sell(staff: Person, plan: str) -> str:
    """A subscription for the customer whose page staff look at. Its number."""
    await staff.clicks("New subscription")
    await staff.sees("New subscription")
    offers = staff.field("Plan").locator("option").filter(has_text=plan)
    await staff.field("Plan").select_option(await offers.first.get_attribute("value"))
    await staff.clicks("Create subscription")
    await staff.sees(plan)
    await staff.misses("It is being begun")
    await staff.looks()
    return staff.page.url.split("/")[-1].split("?")[0]
