"""Screens records against a watchlist without any state: files in, one file of matches out."""
