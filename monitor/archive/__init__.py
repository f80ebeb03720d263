"""Keeps every record for the other direction: a new entry against all that was seen before.

A rebuildable cache of the database: what it lacks is known by one number, and is caught up by itself.
"""
