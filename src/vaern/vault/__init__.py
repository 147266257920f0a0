"""Keys by scope, sealed texts and files: the only code that sees plain bytes at rest."""
