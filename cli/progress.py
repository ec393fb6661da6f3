"""What a person sees while the stack starts, runs and stops."""

from rich.console import Console
from rich.status import Status

from cli.children import Part


class LinesOfProgress:
    """A line for each event; on a terminal also a moving one that names what is awaited."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._awaited: list[str] = []
        self._status: Status | None = None

    def say(self, words: str) -> None:
        self._console.print(words, markup=False, highlight=False, soft_wrap=True)

    def starting(self, part: Part) -> None:
        self._awaited.append(part.title)
        self._show_awaited()

    def ready(self, part: Part, seconds: float) -> None:
        self._no_longer(part)
        word = "done" if part.is_task else "ready"
        self._line("[green]✓[/]", f"{part.title}: {word} after {seconds:.1f} s")

    def died(self, part: Part, exit_code: int, delay: float) -> None:
        reason = f"killed by signal {-exit_code}" if exit_code < 0 else f"exit code {exit_code}"
        words = f"{part.title} ended ({reason}); it is started again in {delay:.1f} s"
        self._line("[yellow]![/]", words)

    def stopping(self, part: Part) -> None:
        self.quiet()
        self._line("[dim]·[/]", f"stopping: {part.title}")

    def quiet(self) -> None:
        """No moving line any more."""
        self._awaited.clear()
        self._show_awaited()

    def _no_longer(self, part: Part) -> None:
        if part.title in self._awaited:
            self._awaited.remove(part.title)
        self._show_awaited()

    def _line(self, mark: str, words: str) -> None:
        self._console.print(f" {mark} {words}", highlight=False, soft_wrap=True)

    def _show_awaited(self) -> None:
        if not self._console.is_terminal:
            return
        if self._status is None:
            self._status = self._console.status("")
        if self._awaited:
            self._status.update(f"[dim]{', '.join(self._awaited)} …[/]")
            self._status.start()
        else:
            self._status.stop()
