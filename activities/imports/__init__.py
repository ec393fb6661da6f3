"""Imports: a bundle of files that has no faults, written into the books all or not at all."""
