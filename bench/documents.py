"""PDFs of a ten-line invoice by the pool, beside bare WeasyPrint in as many processes."""

import argparse
import asyncio
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from time import perf_counter

from bench.report import Finding, Report
from gateways.press import DocumentPress
from gateways.renderer import Bounds, PrintJob, Renderer
from runtime.languages import language_of
from runtime.links import Links
from runtime.templates import templates
from tests.support.papers import invoice, item, manuscript

PROCESSES = 2
GOAL = 0.8


def bare(html: str, style: str) -> int:
    """As anybody would do it: one call of WeasyPrint, its fonts known from the call before."""
    from weasyprint import CSS, HTML  # noqa: PLC0415 - in the process that draws
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415 - as above

    global _FONTS  # noqa: PLW0603 - a warm process has them once
    _FONTS = _FONTS or FontConfiguration()
    sheet = CSS(string=style, font_config=_FONTS)
    made = HTML(string=html).write_pdf(
        stylesheets=[sheet], font_config=_FONTS, pdf_variant="pdf/a-3a"
    )
    return len(made)


_FONTS: object = None


def _jobs() -> tuple[PrintJob, PrintJob]:
    """The invoice as it is issued, and without its e-invoice: what bare WeasyPrint can do too."""
    press = DocumentPress(Renderer(), templates(), Links("https://portal.example", "x" * 32))
    paper = manuscript(invoice(*[item(1000 + place) for place in range(10)]))
    whole = press.job(paper, language_of("en"))
    return whole, PrintJob(whole.html, whole.style, whole.identifier, whole.issued_at)


Make = Callable[[], Awaitable[object]]


async def measure_documents(report: Report, sizes: argparse.Namespace) -> None:
    """Alternating rounds, of which the first only warms."""
    whole, plain = _jobs()
    renderer = Renderer(Bounds(processes=PROCESSES, documents=100_000))
    with ProcessPoolExecutor(PROCESSES) as pool:
        loop = asyncio.get_running_loop()
        makes: tuple[Make, ...] = (
            lambda: renderer.render(plain),
            lambda: loop.run_in_executor(pool, bare, plain.html, plain.style),
            lambda: renderer.render(whole),
        )
        rounds = [await _round(makes, sizes.documents) for _ in range(sizes.rounds + 1)]
    renderer.close()
    ours, raw, with_xml = (list(speeds) for speeds in zip(*rounds[1:], strict=True))
    report.add(_finding("PDFs of a ten-line invoice by the pool", ours, raw))
    report.notes.append(
        f"The same with its e-invoice made, checked and embedded: {_median(with_xml):.1f} a second,"
        f" {_median(with_xml) / _median(raw):.2f} × bare WeasyPrint without one."
    )
    print(report.notes[-1])


async def _round(makes: Sequence[Make], count: int) -> list[float]:
    """Documents a second by each of the ways, one after the other."""
    return [await _speed(make, count) for make in makes]


async def _speed(make: Make, count: int) -> float:
    begun = perf_counter()
    await asyncio.gather(*(make() for _ in range(count)))
    return float(count / (perf_counter() - begun))


def _finding(what: str, ours: list[float], raw: list[float]) -> Finding:
    ratio = _median(ours) / _median(raw)
    return Finding(
        what,
        f"{_median(ours):.1f} a second (min {min(ours):.1f}, max {max(ours):.1f}, n {len(ours)})",
        f"{_median(raw):.1f} a second (min {min(raw):.1f}, max {max(raw):.1f})",
        f"{ratio:.2f} ×",
        f"≥ {GOAL} × bare WeasyPrint in as many processes",
        ratio >= GOAL,
    )


def _median(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]
