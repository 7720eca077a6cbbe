"""Merge cards: two desks wrote the same field; a person chooses."""
