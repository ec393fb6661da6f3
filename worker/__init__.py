"""What is plugged into what."""
