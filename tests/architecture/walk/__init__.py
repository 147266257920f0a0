"""The walk: every address as every role, with canary words in everything that is sealed."""
