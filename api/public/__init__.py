"""Doors that stand open: invitations, signing in, forgotten passwords, the processor's events."""
