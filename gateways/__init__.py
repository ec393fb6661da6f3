"""How each outside system speaks."""
