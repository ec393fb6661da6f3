"""What `backoffice up` says when everything runs: where to look, who to be, what to try first."""

from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from runtime.settings import Settings
from worker.demo_people import DemoLogin, kept_logins

TRY_FIRST = (
    "Open the mailbox: an invitation is waiting. Follow its link and choose a password.",
    "Sign in to the console as staff, and look at customers, subscriptions and processes.",
    "Sign in to the portal as a customer, and pay what is open.",
    "Open Temporal, and see each of these processes with its timers and signals.",
)


def show_welcome(console: Console, settings: Settings, *, with_demo: bool) -> None:
    """Addresses, demo logins and first steps: in a box on a terminal, as plain lines elsewhere."""
    logins = kept_logins(settings.data) if with_demo else []
    if console.is_terminal:
        console.print(_box(settings, logins))
        return
    for name, address in _addresses(settings):
        print(f"{name}: {address}")
    for login in logins:
        print(f"{login.role}: {login.name}, {login.email}, password {login.password}, {login.url}")
    print(f"Logs: {settings.data / 'logs'}", flush=True)


def _addresses(settings: Settings) -> list[tuple[str, str]]:
    shown = [
        ("Portal", settings.base_url),
        ("Console", f"{settings.base_url}/console"),
        ("Temporal", settings.temporal_ui_url),
    ]
    if settings.has_mailbox:
        shown.append(("Mailbox", f"http://127.0.0.1:{settings.mailbox_port}"))
    if settings.has_simulator:
        shown.append(("Payments", settings.processor_url))
    return shown


def _box(settings: Settings, logins: list[DemoLogin]) -> Panel:
    whole = Table.grid()
    whole.add_column(overflow="fold")
    whole.add_row(_grid([(name, Text(url, style="cyan")) for name, url in _addresses(settings)]))
    if logins:
        whole.add_row(_heading("Demo logins"))
        whole.add_row(_logins(logins))
        whole.add_row(_heading("Try first"))
        whole.add_row(_grid([(str(n), Text(step)) for n, step in enumerate(TRY_FIRST, start=1)]))
    whole.add_row("")
    whole.add_row(
        Text(f"Logs are in {settings.data / 'logs'}. Ctrl-C stops everything.", style="dim")
    )
    return Panel(
        whole, title="Back Office is running", border_style="green", expand=False, padding=(1, 2)
    )


def _logins(logins: list[DemoLogin]) -> Table:
    table = Table.grid(padding=(0, 2))
    for _ in range(4):
        table.add_column(overflow="fold")
    for login in logins:
        table.add_row(login.role, login.name, login.email, login.password)
    return table


def _grid(rows: list[tuple[str, Text]]) -> Table:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for name, words in rows:
        grid.add_row(Text(name, style="bold"), words)
    return grid


def _heading(words: str) -> Text:
    return Text(f"\n{words}", style="bold green")
