"""What time it is, as far as a box with a dead clock battery can know."""
