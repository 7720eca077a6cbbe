"""Administration: the office, numbers, posts and people, calendar, catalogue, backups, this PC."""
