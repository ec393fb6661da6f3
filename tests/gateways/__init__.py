"""The gateways, tried on servers that behave and on servers that do not."""
