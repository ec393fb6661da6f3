"""Rendering in a process of its own: nothing that a document says can reach past it."""
