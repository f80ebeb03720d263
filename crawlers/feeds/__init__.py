"""One file per bulk format: `SOURCE` says who publishes it, `read(path, notes)` gives its outcomes."""
