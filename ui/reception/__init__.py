"""The reception screen: a citizen's dossier received with the keyboard alone."""
