"""What a browser would send of a form that stands on a page, as it was filled in there."""

from collections import defaultdict
from html.parser import HTMLParser
from typing import Any

Attributes = dict[str, str | None]


class Forms(HTMLParser):
    """What each form of a page says, by where it is sent. Several of one name are a list."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.values: dict[str, dict[str, Any]] = defaultdict(dict)
        self._action = ""
        self._select = ""
        self._text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given: Attributes = dict(attrs)
        match tag:
            case "form":
                self._action = given.get("action") or ""
                self.values[self._action] = {}
            case "input" | "button":
                self._input(given)
            case "select":
                self._select = given.get("name") or ""
            case "option":
                self._option(given)
            case "textarea":
                self._text = given.get("name") or ""
                self._set(self._text, "")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("select", "textarea"):
            self._select = self._text = ""

    def handle_data(self, data: str) -> None:
        if self._text:
            self._set(self._text, self.values[self._action][self._text] + data)

    def _input(self, given: Attributes) -> None:
        if elsewhere := given.get("formaction"):
            self.values[elsewhere] = self.values[self._action]
        is_choice = given.get("type") in ("checkbox", "radio")
        if given.get("type") in ("submit", "button") or (is_choice and "checked" not in given):
            return
        name, value = given.get("name") or "", given.get("value") or ""
        before = self.values[self._action].get(name)
        if before is not None and given.get("type") != "radio":
            several = before if isinstance(before, list) else [before]
            self.values[self._action][name] = [*several, value]
            return
        self._set(name, value)

    def _option(self, given: Attributes) -> None:
        is_first = self._select not in self.values[self._action]
        if is_first or "selected" in given:
            self._set(self._select, given.get("value") or "")

    def _set(self, name: str, value: str) -> None:
        if name:
            self.values[self._action][name] = value
