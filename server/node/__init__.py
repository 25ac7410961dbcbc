"""What this node says of itself: its name, its schools, its health."""
