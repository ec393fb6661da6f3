"""Where a request comes from, as far as it can be told."""

from ipaddress import IPv6Address, ip_address

from starlette.requests import HTTPConnection


def address_of(connection: HTTPConnection) -> str:
    """The address of whoever connected. Headers that anybody can write are not believed."""
    return connection.client.host if connection.client else "unknown"


def limited_address(connection: HTTPConnection) -> str:
    """What limits count by: an address of version 4, or the network of one of version 6."""
    text = address_of(connection)
    try:
        address = ip_address(text)
    except ValueError:
        return text
    if isinstance(address, IPv6Address):
        return address.exploded[:19]
    return text
