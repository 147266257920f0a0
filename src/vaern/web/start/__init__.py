"""The way in and the way out, and the pages that need no sign-in."""
