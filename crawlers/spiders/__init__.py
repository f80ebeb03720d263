"""One file per make of website; a TOML in `config/sources/` says which site it is pointed at."""
