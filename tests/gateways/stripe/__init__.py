"""Stripe's adapter against answers of Stripe's shape."""
