"""Disputes abroad: how a case is kept, which clocks its forum sets, and what is read from dockets."""
