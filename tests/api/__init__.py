"""The doors: who may ask, and what they hear."""
