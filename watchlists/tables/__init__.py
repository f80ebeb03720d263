"""Tables of places and of company forms, each with its source at its head."""
