"""One dossier: its life so far and the one next step."""
