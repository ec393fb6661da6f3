"""`backoffice mailbox`: takes every mail and sends none on."""

from cli.options import Data
from cli.serving import serve_until_stopped, settings_of_server
from gateways.mailbox import serve_mailbox


def mailbox(*, data: Data = None) -> None:
    """Take every mail, send none on, and show them on a page."""
    settings = settings_of_server(data)
    folder = settings.data / "mailbox"
    serve_until_stopped(serve_mailbox(folder, settings.mailbox_smtp_port, settings.mailbox_port))
