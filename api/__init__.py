"""The doors: what others may ask, and how we answer."""
