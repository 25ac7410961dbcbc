"""A new box: the school's name, its first administrator, its paper, and its way to a hub."""
