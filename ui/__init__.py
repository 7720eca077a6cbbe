"""Screens: state, view and presenter per feature; knows Qt, never the database."""
