"""Safe ways into foreign files: bounded, streaming, and with the place of every mistake."""
