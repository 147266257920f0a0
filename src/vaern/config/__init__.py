"""Settings, system checks, the root of the addresses, and what each field says of a person (`privacy.toml`)."""
