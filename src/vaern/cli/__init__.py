"""The command `vaern`: one module for each group of commands, each with its `add_commands`."""
