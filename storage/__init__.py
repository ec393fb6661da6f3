"""How the books are remembered: tables, repositories and the unit of work."""
