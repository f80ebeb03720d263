"""How this installation is set up: settings, database, clock, logging, and what every floor may use."""
