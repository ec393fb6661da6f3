"""Words: the mark of every text that a person will read, translated at the edge."""


def N_(text: str) -> str:  # noqa: N802 (the name by which gettext's extractors know it)
    """The text itself. Being called makes it known to the catalogues; pages translate it."""
    return text
