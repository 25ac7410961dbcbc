"""Roads: the ways on which the same bytes travel between nodes."""
