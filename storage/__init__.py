"""The encrypted database of one desk; knows SQLAlchemy, never Qt."""
