"""Which errors mean that the books cannot be reached, rather than that we made a mistake."""

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoFreeConnection

_AWAY = (ConnectionError, TimeoutError, NoFreeConnection, InterfaceError, OperationalError)


def is_outage(error: BaseException) -> bool:
    """Whether trying again in a while is the right advice."""
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    # A unix socket that is not there. A missing template is a FileNotFoundError as well.
    missing_socket = type(error) is FileNotFoundError
    return missing_socket or isinstance(error, _AWAY)
