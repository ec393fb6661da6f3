"""How thorough the properties are, and how patient on a busy machine."""

from hypothesis import settings

settings.register_profile("rules", deadline=None, max_examples=150)
settings.load_profile("rules")
