"""Commune Desk: dossiers, documents and handovers of a Vietnamese commune, offline first."""
