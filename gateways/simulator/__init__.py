"""A payment processor of our own, with a ledger that is the truth about charges.

It is a server by itself: for trying the product, developing it and testing it. Nothing in it is
imported by the product but what starts it.
"""

from gateways.simulator.app import create_simulator, serve_simulator
from gateways.simulator.parts import SimulatorSettings

__all__ = ["SimulatorSettings", "create_simulator", "serve_simulator"]
