"""The list of dossiers: one box that finds any of them."""
