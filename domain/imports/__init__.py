"""Imports: what CSV files must say before anything of them is written into the books."""
