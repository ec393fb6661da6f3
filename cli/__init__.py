"""The backoffice command."""
