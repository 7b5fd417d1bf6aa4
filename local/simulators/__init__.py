"""Simulators of Tomorro, HubSpot, Pipedrive and Slack: one process, one port, state in memory, faults on demand."""

from local.simulators.server import Address, running_simulators

__all__ = ["Address", "running_simulators"]
