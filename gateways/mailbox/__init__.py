"""A mailbox for development: it takes every mail, keeps it, and shows it on a page."""

from gateways.mailbox.app import create_mailbox, serve_mailbox
from gateways.mailbox.smtp import start_smtp

__all__ = ["create_mailbox", "serve_mailbox", "start_smtp"]
