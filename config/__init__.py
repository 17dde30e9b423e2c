"""What the user writes: the environment, and one TOML file for each event."""
