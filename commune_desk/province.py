"""Composition of the provincial server and the hub: the store, the exchange and the pages joined."""
