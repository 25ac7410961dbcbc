"""What members of staff note for themselves, the same on each of their devices."""
