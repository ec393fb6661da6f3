"""What others may ask, and how we answer."""
