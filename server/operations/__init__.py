"""The one road of a change: from a phone, a frame or this node to the log and the tables."""
