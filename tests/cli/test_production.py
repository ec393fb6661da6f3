"""Known passwords do not open a production system, however they came into its books."""

from pathlib import Path

import pytest

from cli.exits import Unable
from cli.production import refuse_demo_books
from cli.reach import open_books
from runtime.settings import Environment, Settings, SettingsRefused, load_settings


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return load_settings(data=tmp_path, database_url=database_url)


async def load_organisation(settings: Settings, *, is_demo: bool) -> None:
    async with open_books(settings) as books:
        found = await books.organisations.find()
        organisation = found or books.organisations.new(
            id=1,
            name="Acme",
            country="DE",
            language="en",
            time_zone="Europe/Berlin",
            currency="EUR",
            email="billing@acme.example",
        )
        organisation.is_demo = is_demo


def in_production(settings: Settings) -> Settings:
    return settings.model_copy(update={"environment": Environment.PRODUCTION})


async def test_the_demo_organisation_is_refused(settings: Settings) -> None:
    await load_organisation(settings, is_demo=True)

    with pytest.raises(SettingsRefused, match="demo organisation"):
        await refuse_demo_books(in_production(settings))


async def test_it_is_welcome_in_development(settings: Settings) -> None:
    await load_organisation(settings, is_demo=True)

    await refuse_demo_books(settings)


async def test_a_real_organisation_is_fine(settings: Settings) -> None:
    await load_organisation(settings, is_demo=False)

    await refuse_demo_books(in_production(settings))


async def test_books_that_cannot_be_asked_are_not_trusted(settings: Settings) -> None:
    elsewhere = "postgresql+asyncpg://postgres@/backoffice?host=/nowhere"
    unreachable = in_production(settings).model_copy(update={"database_url": elsewhere})

    with pytest.raises(Unable, match="database does not answer"):
        await refuse_demo_books(unreachable)
