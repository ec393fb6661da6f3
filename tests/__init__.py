"""Every promise, tried."""
