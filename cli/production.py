"""What only the books can tell: whether a demo organisation was loaded into them."""

from cli.reach import open_books
from runtime.settings import Environment, Settings, SettingsRefused


async def refuse_demo_books(settings: Settings) -> None:
    """Raise `SettingsRefused` where known passwords would open a production system."""
    if settings.environment is not Environment.PRODUCTION:
        return
    async with open_books(settings) as books:
        organisation = await books.organisations.find()
    if organisation and organisation.is_demo:
        words = "production: the books hold the demo organisation; start with a new database."
        raise SettingsRefused((words,))
