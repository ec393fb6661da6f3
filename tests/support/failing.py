"""A bug in an activity fails its test at once; and what a process does, it does in its own time."""

from typing import Any

from temporalio.exceptions import ApplicationError
from temporalio.worker import (
    ActivityInboundInterceptor,
    ExecuteActivityInput,
    Interceptor,
)

from tests.support.time import VirtualClock


class FailFast(Interceptor):
    """`bugs` are what was raised; a test that expects none looks there when it waited in vain."""

    def __init__(self, clock: VirtualClock) -> None:
        self._clock = clock
        self.bugs: list[Exception] = []

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:
        return _FailFast(next, self._clock, self.bugs)


class _FailFast(ActivityInboundInterceptor):
    def __init__(
        self, next: ActivityInboundInterceptor, clock: VirtualClock, bugs: list[Exception]
    ) -> None:
        super().__init__(next)
        self._clock = clock
        self._bugs = bugs

    async def execute_activity(self, input: ExecuteActivityInput) -> Any:
        as_of = getattr(input.args[0], "as_of", None)
        if as_of:
            self._clock.note(as_of)
        try:
            return await super().execute_activity(input)
        except Exception as bug:
            self._bugs.append(bug)
            raise ApplicationError(repr(bug), type="Bug", non_retryable=True) from bug
