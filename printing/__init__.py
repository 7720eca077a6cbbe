"""Official forms painted to pages; knows Qt, never the database."""
