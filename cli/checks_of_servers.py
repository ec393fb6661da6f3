"""What `backoffice doctor` asks PostgreSQL and Temporal."""

import asyncio

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from temporalio.api.workflowservice.v1 import GetSystemInfoRequest
from temporalio.client import Client
from temporalio.service import RPCError

from cli.checks import SECONDS_PER_CHECK, Finding
from runtime.settings import Settings
from runtime.temporal import NamespaceState, connect, inspect_namespace, pollers
from storage.books import open_engine
from storage.migrate import current_revision, newest_revision

START = "Start the stack: `backoffice up`."


async def check_books(settings: Settings) -> list[Finding]:
    """The server, and whether the tables have the newest form."""
    engine = open_engine(settings.database_url, pool_size=1)
    try:
        async with asyncio.timeout(SECONDS_PER_CHECK), engine.connect() as connection:
            version = (await connection.execute(text("SHOW server_version"))).scalar_one()
        revision = await current_revision(settings.database_url)
    except (OSError, TimeoutError, SQLAlchemyError) as error:
        remedy = START if settings.has_embedded_database else "Check BACKOFFICE_DATABASE_URL."
        return [Finding("PostgreSQL", f"not reachable: {error}", remedy)]
    finally:
        await engine.dispose()
    remedy = "" if revision == newest_revision() else "Run `backoffice migrate`."
    shown = f"at {revision or 'nothing'}, newest is {newest_revision()}"
    return [Finding("PostgreSQL", str(version)), Finding("Tables of the books", shown, remedy)]


async def check_temporal(settings: Settings) -> list[Finding]:
    """The server, what its namespace keeps, and whether a worker asks it for work."""
    try:
        async with asyncio.timeout(SECONDS_PER_CHECK):
            client = await connect(settings)
            system = await client.workflow_service.get_system_info(GetSystemInfoRequest())
            state = await inspect_namespace(client)
            return [
                Finding("Temporal", f"{settings.temporal_address}: {system.server_version}"),
                _namespace(settings, state),
                await _worker(client),
            ]
    except (OSError, TimeoutError, RPCError, RuntimeError) as error:
        remedy = START if settings.has_embedded_temporal else "Check BACKOFFICE_TEMPORAL_ADDRESS."
        words = str(error).partition(":")[0] or type(error).__name__
        return [Finding("Temporal", f"{settings.temporal_address}: {words}", remedy)]


def _namespace(settings: Settings, state: NamespaceState) -> Finding:
    missing = ", ".join(state.missing_attributes)
    found = f"{settings.temporal_namespace} keeps closed processes {state.retention.days} days"
    if missing:
        found += f"; search attributes missing: {missing}"
    remedy = "" if state.is_as_wanted else "Run `backoffice doctor --repair`."
    return Finding("Temporal namespace", found, remedy)


async def _worker(client: Client) -> Finding:
    found = await pollers(client)
    remedy = "" if found else "Run `backoffice worker`."
    return Finding("Worker", ", ".join(found) or "nobody asks for work", remedy)
