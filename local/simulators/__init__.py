"""Simulators of Tomorro and of the third parties: one process, one port, state in memory, faults on demand."""

from local.simulators.server import Address, running_simulators

__all__ = ["Address", "running_simulators"]
