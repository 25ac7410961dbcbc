"""What a node does for its own log when nobody is asking: checks, erasures, snapshots."""
