"""Real servers, real kills."""
