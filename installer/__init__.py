"""Freezing and packaging."""
