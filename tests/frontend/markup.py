"""What a test wants to know of a page: its elements, its words, and what must never be in it."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass(frozen=True)
class Element:
    tag: str
    attributes: dict[str, str]


@dataclass
class Markup(HTMLParser):
    elements: list[Element] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    open_tags: list[str] = field(default_factory=list)

    VOID = frozenset({"meta", "link", "input", "br", "hr", "img"})

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, {name: value or "" for name, value in attrs}))
        if tag not in self.VOID:
            self.open_tags.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open_tags, f"</{tag}> closes nothing"
        opened = self.open_tags.pop()
        assert opened == tag, f"<{opened}> is closed by </{tag}>"

    def handle_data(self, data: str) -> None:
        inside = self.open_tags[-1] if self.open_tags else ""
        if data.strip() and inside not in ("style", "script", "code"):
            self.words.append(" ".join(data.split()))

    def all(self, tag: str) -> list[Element]:
        return [element for element in self.elements if element.tag == tag]


def read(html: str) -> Markup:
    """The page, once it is certain that every element is closed by its own tag."""
    markup = Markup()
    markup.feed(html)
    markup.close()
    assert not markup.open_tags, f"never closed: {markup.open_tags}"
    return markup


def active_parts(markup: Markup) -> list[str]:
    """Inline scripts and styles: the content security policy forbids them."""
    found = [f"<{element.tag}>" for element in markup.all("style")]
    found += ["<script>" for element in markup.all("script") if "src" not in element.attributes]
    for element in markup.elements:
        for name, value in element.attributes.items():
            if (
                name == "style"
                or name.startswith(("on", "hx-on"))
                or value.startswith("javascript:")
            ):
                found.append(f"<{element.tag} {name}>")
    return found
