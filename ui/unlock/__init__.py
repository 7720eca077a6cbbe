"""Signing in, founding a desk, getting back in with recovery shares. Light: nothing heavy is imported here."""
