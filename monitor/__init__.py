"""The daemon and what only it does: matching, screening, risk and deadlines, scheduling, command line."""
