"""How fast, against a raw baseline of the same run."""
