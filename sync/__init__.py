"""The exchange with the province; knows HTTP, never Qt or the database."""
