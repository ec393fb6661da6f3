"""One thing done to the world at a time, safe to repeat."""
