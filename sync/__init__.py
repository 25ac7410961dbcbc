"""How two places come to agree: operations, their log, and the roads between nodes."""
