"""The sandbox in which workflows run: pure rooms pass through, everything else is an error."""

from temporalio.worker import WorkflowRunner
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions
from temporalio.workflow import SandboxImportNotificationPolicy

PURE = ("domain", "activities", "workflows.process", "structlog")


def workflow_runner() -> WorkflowRunner:
    """What workers and the replay of recorded histories share."""
    restrictions = SandboxRestrictions.default.with_passthrough_modules(*PURE)
    return SandboxedWorkflowRunner(
        restrictions=restrictions.with_import_notification_policy(
            SandboxImportNotificationPolicy.RAISE_ON_UNINTENTIONAL_PASSTHROUGH
        )
    )
