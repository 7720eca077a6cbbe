"""The sync page: how far everything has got, what stands in the way, and what to do about it."""
