"""Quotes as customers and staff see them: views, shapes, and which edition was seen."""
