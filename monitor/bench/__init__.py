"""Measures what screening costs and what its keys miss, on invented names drawn from a fixed seed."""
