"""Settings and connections that both entry points share."""
