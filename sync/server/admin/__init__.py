"""The administrator's pages: rendered here, no script, no build."""
