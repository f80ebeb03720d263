"""What the daemon does, one job a file: it claims, acts, records; killed anywhere, it can be run again."""
