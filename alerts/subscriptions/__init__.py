"""Who listens: asked for, confirmed by a person, changed and ended; every mail says how to end it."""
