"""One TOML contract for each source of deliveries."""
