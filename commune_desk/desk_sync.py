"""Composition of a desk's sync: replica, line, worker joined."""
