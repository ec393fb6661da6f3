"""What happens next, and how long we wait."""
