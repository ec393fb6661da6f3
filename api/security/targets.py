"""Where somebody may be sent after a form: to a page of ours, never to another site."""

import re

_LOCAL = re.compile(r"/(?![/\\])[\w\-./~%?=&+,:@]*", re.ASCII)
LONGEST = 500


def local_target(target: str) -> str:
    """The path, or nothing if it could lead elsewhere."""
    fits = len(target) <= LONGEST and _LOCAL.fullmatch(target)
    return target if fits else ""
