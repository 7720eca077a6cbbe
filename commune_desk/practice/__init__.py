"""Invented citizens and their dossiers, for practice desks, the tour and the benchmarks. Nobody here exists."""
