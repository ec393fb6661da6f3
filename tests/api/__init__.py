"""The doors, tried over HTTP in this process: who may ask, and what they hear."""
