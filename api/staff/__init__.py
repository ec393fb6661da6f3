"""The console: what staff see and change."""
