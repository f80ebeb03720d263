"""The command line: one file for a command; help in Chinese with English names."""
