"""From a raw request to verified events: knows no automation, and no AWS."""
