"""What staff change: one transaction each, recorded, and done once however often it is sent."""
