"""The side that calls: exchanges over a line, scans, sticks, the search for a hub."""
