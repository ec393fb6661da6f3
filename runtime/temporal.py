"""Temporal: how to reach it, and what its namespace must keep and be searched by."""

from dataclasses import dataclass, replace
from datetime import timedelta

from google.protobuf.duration_pb2 import Duration
from temporalio.api.enums.v1 import IndexedValueType, TaskQueueType
from temporalio.api.namespace.v1 import NamespaceConfig
from temporalio.api.operatorservice.v1 import (
    AddSearchAttributesRequest,
    ListSearchAttributesRequest,
)
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import (
    DescribeNamespaceRequest,
    DescribeTaskQueueRequest,
    UpdateNamespaceRequest,
)
from temporalio.client import Client
from temporalio.contrib.pydantic import PydanticPayloadConverter, pydantic_data_converter
from temporalio.converter import CompositePayloadConverter

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


_CONVERTERS = tuple(PydanticPayloadConverter().converters.values())


class KeptPayloadConverter(CompositePayloadConverter):
    """Reads and writes as Pydantic's. How a type is read is learnt once, not by each run anew."""

    def __init__(self) -> None:
        super().__init__(*_CONVERTERS)


DATA_CONVERTER = replace(pydantic_data_converter, payload_converter_class=KeptPayloadConverter)


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
        data_converter=DATA_CONVERTER,
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


async def pollers(client: Client) -> tuple[str, ...]:
    """Who asks for workflow tasks: the identities of workers, which begin with their process id."""
    described = await client.workflow_service.describe_task_queue(
        DescribeTaskQueueRequest(
            namespace=client.namespace,
            task_queue=TaskQueue(name=TASK_QUEUE),
            task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
        )
    )
    return tuple(poller.identity for poller in described.pollers)


async def _keep_closed_processes(client: Client) -> None:
    duration = Duration()
    duration.FromTimedelta(RETENTION)
    await client.workflow_service.update_namespace(
        UpdateNamespaceRequest(
            namespace=client.namespace,
            config=NamespaceConfig(workflow_execution_retention_ttl=duration),
        )
    )
