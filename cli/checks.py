"""What `backoffice doctor` looks at: each check says what it found, and what to do about it."""

import asyncio
import platform
import shutil
import sys
from dataclasses import dataclass
from importlib import import_module
from urllib.parse import urlsplit

import httpx

from runtime.processors import ProcessorKind
from runtime.settings import Settings

SECONDS_PER_CHECK = 5.0
LEAST_FREE_GIGABYTES = 1.0


@dataclass(frozen=True)
class Finding:
    """What one check found. A remedy is there exactly if something is wrong."""

    part: str
    found: str
    remedy: str = ""

    @property
    def is_well(self) -> bool:
        return not self.remedy


async def check_machine(settings: Settings) -> list[Finding]:
    """What this machine itself has to bring along."""
    return [_python(), _documents(), _disk(settings)]


def _python() -> Finding:
    remedy = "" if sys.version_info >= (3, 11) else "Install Python 3.11 or newer."
    return Finding("Python", platform.python_version(), remedy)


def _documents() -> Finding:
    """PDFs need Pango, which no Python package brings along."""
    try:
        weasyprint = import_module("weasyprint")
    except OSError as error:
        remedy = "Install Pango: apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
        return Finding("PDFs (Pango)", str(error).splitlines()[0], remedy)
    return Finding("PDFs (Pango)", f"WeasyPrint {weasyprint.__version__}")


def _disk(settings: Settings) -> Finding:
    folder = next(path for path in (settings.data, *settings.data.parents) if path.exists())
    free = shutil.disk_usage(folder).free / 1e9
    remedy = "" if free > LEAST_FREE_GIGABYTES else "Free some space, or use another --data folder."
    return Finding("Data folder", f"{settings.data}, {free:.1f} GB free", remedy)


async def check_processor(settings: Settings) -> list[Finding]:
    if settings.processor is ProcessorKind.STRIPE:
        from gateways.stripe_examination import examine_stripe  # noqa: PLC0415 (a large library)

        remarks = await examine_stripe(settings)
        return [Finding(each.part, each.found, each.remedy) for each in remarks]
    remedy = "" if settings.has_simulator else "Check BACKOFFICE_PROCESSOR_URL."
    return [await _check_http("Payment processor", settings.processor_url, remedy)]


async def check_portal(settings: Settings) -> list[Finding]:
    return [await _check_http("Portal", f"{settings.base_url}/readyz", "Run `backoffice api`.")]


async def check_mail(settings: Settings) -> list[Finding]:
    """A mail server greets whoever connects."""
    where = f"{settings.smtp_host}:{settings.smtp_port}"
    try:
        async with asyncio.timeout(SECONDS_PER_CHECK):
            reader, writer = await asyncio.open_connection(settings.smtp_host, settings.smtp_port)
            greeting = (await reader.readline()).decode(errors="replace").strip()
            writer.close()
    except (OSError, TimeoutError) as error:
        remedy = _start_or("Check BACKOFFICE_SMTP_HOST.")
        return [Finding("Mail", f"{where}: {_words(error)}", remedy)]
    remedy = "" if greeting.startswith("220") else "Check that this is an SMTP server."
    return [Finding("Mail", f"{where}: {greeting or 'no greeting'}", remedy)]


async def _check_http(part: str, url: str, remedy: str) -> Finding:
    try:
        async with httpx.AsyncClient(timeout=SECONDS_PER_CHECK) as client:
            answer = await client.get(url)
    except httpx.HTTPError as error:
        return Finding(part, f"{url}: {_words(error)}", _start_or(remedy))
    if answer.is_server_error:
        return Finding(part, f"{url}: {answer.status_code}", f"Look at its answer: curl {url}")
    return Finding(part, f"{urlsplit(url).netloc}: answers")


def _start_or(remedy: str) -> str:
    return f"Start the stack: `backoffice up`. {remedy}".strip()


def _words(error: BaseException) -> str:
    return str(error) or type(error).__name__
