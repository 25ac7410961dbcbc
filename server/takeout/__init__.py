"""Everything that a node holds about one person, in one file for that person."""
