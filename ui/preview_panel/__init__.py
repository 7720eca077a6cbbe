"""A slip on the screen as it is, or will be, on paper."""
