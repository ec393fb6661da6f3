"""What the organisation has switched off for its customers."""

from domain.errors import Forbidden
from domain.words import N_


class SwitchedOff(Forbidden):
    message = N_("This is not available in the portal at the moment. Please contact us.")
