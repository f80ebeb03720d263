"""The demonstration: real parts on loopback, invented counterparties only."""
