"""The colours: text is readable and controls are visible, in the light and in the dark."""

import re
from gzip import compress

import pytest

from tests.frontend.samples import FRONTEND

CSS = FRONTEND / "static" / "css"
SHEETS = ("tokens", "base", "layouts", "components", "print")
TEXT = 4.5
SHAPE = 3.0
ON_PAGE = [
    (ink, ground)
    for ink in ("ink", "ink-soft", "ink-faint", "accent", "accent-strong", "bad", "good")
    for ground in ("paper", "surface")
]
TEXT_PAIRS = [
    *ON_PAGE,
    *((tone, f"{tone}-soft") for tone in ("good", "warn", "bad", "info")),
    *(("ink", f"{tone}-soft") for tone in ("good", "warn", "bad", "info", "accent")),
    ("ink-soft", "sunken"),
    ("accent", "sunken"),
    ("accent-strong", "accent-soft"),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("on-danger", "danger"),
    *((ink, ground) for ink in ("on-deep", "on-deep-soft") for ground in ("deep", "deep-raised")),
    ("ink-deep", "on-deep"),
    ("ink-deep", "on-deep-soft"),
]
SHAPE_PAIRS = [
    *((shape, ground) for shape in ("focus", "line-strong") for ground in ("paper", "surface")),
    ("on-deep", "deep"),
    ("on-deep-soft", "deep-raised"),
]


def tokens(scheme: int) -> dict[str, str]:
    found = re.findall(
        r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\);", (CSS / "tokens.css").read_text()
    )
    values: dict[str, str] = {}
    for name, *colours in found:
        values.setdefault(name, colours[scheme])
    return values


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT_PAIRS)
def test_text_is_readable(ink: str, ground: str, scheme: int) -> None:
    colours = tokens(scheme)
    assert contrast(colours[ink], colours[ground]) >= TEXT


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("shape", "ground"), SHAPE_PAIRS)
def test_controls_and_focus_are_visible(shape: str, ground: str, scheme: int) -> None:
    colours = tokens(scheme)
    assert contrast(colours[shape], colours[ground]) >= SHAPE


@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        ("#10211f", "#ffffff"),
        ("#43534f", "#ffffff"),
        ("#43534f", "#f5f7f5"),
        ("#ffffff", "#0b5f58"),
        ("#0b5f58", "#ffffff"),
        ("#e9f0ee", "#131e1c"),
        ("#b3c1bd", "#131e1c"),
        ("#b3c1bd", "#0c1413"),
        ("#63cdbd", "#131e1c"),
        ("#05211d", "#63cdbd"),
    ],
)
def test_mails_are_readable(ink: str, ground: str) -> None:
    layout = (FRONTEND / "mail" / "layout.html").read_text()
    assert ink in layout
    assert ground in layout
    assert contrast(ink, ground) >= TEXT


@pytest.mark.parametrize("sheet", SHEETS)
def test_nothing_is_placed_left_or_right(sheet: str) -> None:
    css = (CSS / f"{sheet}.css").read_text()
    side = "(?:left|right|top|bottom)"
    physical = rf"[\s;{{](?:(?:margin|padding|border)-{side}|{side}|width|height)\s*:"
    assert re.findall(physical, css) == []
    assert not re.search(r"text-align:\s*(left|right)|float:", css)


def test_every_colour_is_a_token() -> None:
    for sheet in ("base", "layouts", "components"):
        assert (
            re.findall(
                r"(?<!light-dark\()#[0-9a-f]{3,8}\b(?![^(]*\))", (CSS / f"{sheet}.css").read_text()
            )
            == []
        )


def test_the_style_sheets_stay_small() -> None:
    sheets = b"".join((CSS / f"{sheet}.css").read_bytes() for sheet in SHEETS)
    assert len(sheets) <= 31 * 1024
    assert len(compress(sheets)) <= 8 * 1024


def test_every_icon_that_is_used_is_drawn() -> None:
    drawn = set(
        re.findall(r'<symbol id="([\w-]+)"', (FRONTEND / "static" / "icons.svg").read_text())
    )
    used = {
        name
        for path in FRONTEND.rglob("*.html")
        for name in re.findall(r'ui\.icon\("([\w-]+)"|icon="([\w-]+)"', path.read_text())
        for name in name
        if name
    }
    assert used <= drawn
