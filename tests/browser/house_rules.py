"""What has to be true of every page of ours that anybody comes to."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.async_api import Frame, Page

AXE = Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js"
SECONDS_FOR_A_LOOK = 30
_MEASURE = """() => {
    const wide = document.documentElement.clientWidth;
    const all = (selector) => [...document.querySelectorAll(selector)];
    const sticksOut = (each) => {
        const box = each.getBoundingClientRect();
        return box.width > 1 && box.right > wide + 1;
    };
    return {
        title: document.title.trim(),
        language: document.documentElement.lang,
        headings: all("h1").filter((each) => each.checkVisibility()).length,
        overflow: document.documentElement.scrollWidth - wide,
        widest: all("body *").filter(sticksOut).slice(0, 3).map((each) => each.className),
    };
}"""
_ACCESSIBILITY = """async () => {
    const levels = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    const found = await axe.run(document, {
        runOnly: levels, resultTypes: ["violations"], iframes: false,
    });
    return found.violations.map((each) => ({
        id: each.id,
        impact: each.impact,
        nodes: each.nodes.map((node) => node.html.slice(0, 160)),
    }));
}"""
_NO_TIMERS = "window.setTimeout = (step) => { Promise.resolve().then(step); return 0; };"
"""Where scripts are off nothing is called later, and axe would wait for ever."""

_BARRIERS = ("serious", "critical")


@dataclass(frozen=True)
class Measured:
    """What a look at a page tells."""

    title: str
    language: str
    headings: int
    overflow: int
    widest: list[str]

    def faults(self) -> list[str]:
        """What is wrong with it, one sentence each."""
        return [
            sentence
            for is_wrong, sentence in (
                (not self.title, "it has no title"),
                (not self.language, "it does not say its language"),
                (self.headings != 1, f"it has {self.headings} main headings"),
                (self.overflow > 0, f"it is {self.overflow} px too wide: {self.widest}"),
            )
            if is_wrong
        ]


async def faults_of(page: Page, *, scripts: bool) -> list[str]:
    """What is wrong with a page as it stands, and with what it shows in frames."""
    async with asyncio.timeout(SECONDS_FOR_A_LOOK):
        found = Measured(**await page.evaluate(_MEASURE)).faults()
        for frame in page.frames:
            has_timers = scripts and frame is page.main_frame
            found += await _barriers(frame, has_timers=has_timers)
    return found


async def _barriers(frame: Frame, *, has_timers: bool) -> list[str]:
    """What would keep somebody out, as axe sees it."""
    timers = "" if has_timers else _NO_TIMERS
    await frame.evaluate(f"() => {{ {timers} {AXE.read_text()} }}")
    violations: list[dict[str, Any]] = await frame.evaluate(_ACCESSIBILITY)
    return [
        f"{each['id']} ({each['impact']}): {each['nodes'][:3]}"
        for each in violations
        if each["impact"] in _BARRIERS
    ]
