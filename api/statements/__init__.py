"""Statements of accounts, as the portal and the console show and send them."""
