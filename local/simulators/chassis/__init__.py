"""What every simulated platform shares: calls, faults, limits, the request journal and the sending of webhooks."""
