"""Sending a document on, from the portal, the console and /v1."""
