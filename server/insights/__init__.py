"""What statements tell people: lists, timelines, how a class fares, and sheets of it."""
