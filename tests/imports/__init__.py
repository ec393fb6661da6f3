"""Tests of imports into real books, and of the demo organisation."""
