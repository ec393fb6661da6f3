"""`backoffice demo`: an organisation to try the product with."""

import asyncio
from typing import Annotated

import typer

from cli.options import AsJson, Data
from cli.reach import reaching_books
from cli.tables import print_json, print_table
from runtime.settings import Settings, load_settings
from worker.demo import BooksInUse, DemoLogin, load_demo
from worker.demo_people import keep_logins

IfEmpty = Annotated[
    bool, typer.Option("--if-empty", help="Do nothing, and be content, where books are in use.")
]


def demo(*, data: Data = None, as_json: AsJson = False, if_empty: IfEmpty = False) -> None:
    """Load the demo organisation into empty books, and show its logins."""
    settings = load_settings(data=data)
    try:
        logins = asyncio.run(_loaded(settings))
    except BooksInUse as refusal:
        if not if_empty:
            raise
        keep_logins(settings.data, [])
        print(refusal)
        return
    if as_json:
        print_json([vars(login) for login in logins])
    else:
        rows = [(each.role, each.name, each.email, each.password, each.url) for each in logins]
        print_table(("role", "name", "sign in with", "password", "at"), rows)


async def _loaded(settings: Settings) -> list[DemoLogin]:
    with reaching_books(settings):
        return await load_demo(settings)
