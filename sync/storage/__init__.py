"""Where the log lives: the tables, the port that the sync layer asks, and its SQLite form."""
